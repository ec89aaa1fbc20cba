using System.CommandLine;
using EngageStream.EmbeddedKafka;
using EngageStream.Host.Cli;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream broker</c>: the embedded broker as a process of its own.</summary>
internal static class BrokerCommand
{
    private const string Details = """
        Serves the Kafka protocol on the loopback interface until Ctrl+C, for development and single boxes; production uses a
        Kafka cluster. What it supports is listed in docs/embedded-kafka.md.
        """;

    private const string Example = """
        engagestream broker --data ./kafka-data --port 9092
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder for topics and offsets; created where it is missing",
            Required = true,
            HelpName = "folder",
        };
        var port = new Option<int>("--port")
        {
            Description = "TCP port on 127.0.0.1; 0 for a free one",
            DefaultValueFactory = _ => 9092,
            HelpName = "0-65535",
        };
        var partitions = new Option<int>("--partitions")
        {
            Description = "Partitions of topics that are created on first use",
            DefaultValueFactory = _ => 4,
            HelpName = "1-10000",
        };
        var advertise = new Option<string?>("--advertise")
        {
            Description = "Address that clients are told to connect to, where a proxy stands before the broker",
            HelpName = "host:port",
        };
        var lax = new Option<bool>("--lax-generations")
        {
            Description = "Takes transactions' offsets from any generation, as Apache Kafka before 2.5: only to test what notices",
        };
        OptionChecks.Range(port, 0, 65_535);
        OptionChecks.Range(partitions, 1, 10_000);
        var command = new DocumentedCommand("broker", "Runs the embedded Kafka broker.", Details, Example)
        {
            data, port, partitions, advertise, lax,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Information);
            await using EmbeddedBroker broker = await StartAsync(new BrokerOptions
            {
                DataDirectory = parsed.GetRequiredValue(data),
                Port = parsed.GetRequiredValue(port),
                DefaultPartitions = parsed.GetRequiredValue(partitions),
                AdvertisedAddress = parsed.GetValue(advertise),
                LaxGenerations = parsed.GetValue(lax),
                LoggerFactory = logs,
                TimeProvider = context.Time,
            }).ConfigureAwait(false);
            await context.Out.WriteLineAsync($"Listening on {broker.BootstrapServers}").ConfigureAwait(false);
            await Interruption.Of(cancellation).ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    /// <summary>Starts a broker, or ends with what is in its way.</summary>
    public static async Task<EmbeddedBroker> StartAsync(BrokerOptions options)
    {
        try
        {
            return await EmbeddedBroker.StartAsync(options).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            throw new CommandException(ExitCode.Invalid, fault.Message);
        }
        catch (InvalidOperationException fault)
        {
            throw new CommandException(ExitCode.KafkaUnavailable, fault.Message);
        }
        catch (IOException fault)
        {
            throw new CommandException(ExitCode.FileMissing, $"{options.DataDirectory} cannot be used: {fault.Message}");
        }
    }
}
