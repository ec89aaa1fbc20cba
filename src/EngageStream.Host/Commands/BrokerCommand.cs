using System.CommandLine;
using EngageStream.EmbeddedKafka;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.Host.Cli;
using EngageStream.Host.Configuration;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream broker</c>: the embedded broker as a process of its own.</summary>
internal static class BrokerCommand
{
    private const string Details = """
        Serves the Kafka protocol until Ctrl+C, for development and single boxes; production uses a Kafka cluster. What it
        supports is listed in docs/embedded-kafka.md. It listens on the loopback interface only; another address needs TLS
        (--tls-certificate, --tls-key) and SASL (--sasl-users), both. Every user may do everything. See docs/security.md.
        """;

    private const string Example = """
        engagestream broker --data ./kafka-data --port 9092
        engagestream broker --data ./d --listen 0.0.0.0 --advertise kafka.example:9092 --tls-certificate c.pem --tls-key c.key --sasl-users u.txt
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
            Description = "TCP port; 0 for a free one",
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
        var listen = new Option<string>("--listen")
        {
            Description = "IP address to listen on; others than loopback need TLS and SASL",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "address",
        };
        var certificate = new Option<string?>("--tls-certificate")
        {
            Description = "The server's certificate (PEM), followed by intermediate ones",
            HelpName = "file",
        };
        var key = new Option<string?>("--tls-key") { Description = "The certificate's private key (PEM)", HelpName = "file" };
        var clientCa = new Option<string?>("--tls-client-ca")
        {
            Description = "Authorities (PEM) that clients' certificates must come from; every client has to show one",
            HelpName = "file",
        };
        var users = new Option<string?>("--sasl-users")
        {
            Description = "Who may connect, by SASL PLAIN or SCRAM: lines name:password",
            HelpName = "file",
        };
        var lax = new Option<bool>("--lax-generations")
        {
            Description = "Takes transactions' offsets from any generation, as Apache Kafka before 2.5: only to test what notices",
        };
        OptionChecks.Range(port, 0, 65_535);
        OptionChecks.Range(partitions, 1, 10_000);
        var command = new DocumentedCommand("broker", "Runs the embedded Kafka broker.", Details, Example)
        {
            data, port, partitions, advertise, listen, certificate, key, clientCa, users, lax,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Information);
            foreach (string? secret in new[] { parsed.GetValue(key), parsed.GetValue(users) })
            {
                if (secret is not null && SecretFile.IsPublic(secret))
                {
                    await context.Error.WriteLineAsync($"warning: {SecretFile.PublicWarning(secret)}").ConfigureAwait(false);
                }
            }

            await using EmbeddedBroker broker = await StartAsync(new BrokerOptions
            {
                DataDirectory = parsed.GetRequiredValue(data),
                Port = parsed.GetRequiredValue(port),
                DefaultPartitions = parsed.GetRequiredValue(partitions),
                AdvertisedAddress = parsed.GetValue(advertise),
                ListenAddress = parsed.GetRequiredValue(listen),
                TlsCertificateFile = parsed.GetValue(certificate),
                TlsKeyFile = parsed.GetValue(key),
                TlsClientCaFile = parsed.GetValue(clientCa),
                SaslUsers = parsed.GetValue(users) is { } file ? Users(file) : null,
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

    private static SaslUsers Users(string file)
    {
        try
        {
            return SaslUsers.Read(file);
        }
        catch (ArgumentException fault)
        {
            throw new CommandException(ExitCode.Invalid, $"--sasl-users: {fault.Message}");
        }
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
