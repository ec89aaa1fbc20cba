using System.CommandLine;
using EngageStream.Host.Cli;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator.Outputs;

namespace EngageStream.LoadGenerator.Cli;

/// <summary>The command line of the load generator.</summary>
internal static class LoadCommand
{
    private const string Description = """
        Makes load for an engine: people with rhythms, sessions, a day curve and heavy tails, some of whom fall silent and return;
        with duplicates, late, out-of-order and malformed records and wrong clocks. The same seed and start give the same bytes.

        Examples:
          load --people 1000 --days 90 --seed 7 --out load.jsonl
          load --people 2000 --days 120 --duration 5m --start now --rate real --live --bootstrap 127.0.0.1:9092
        """;

    public static RootCommand Create(CommandContext context)
    {
        var shape = new LoadShape();
        var output = new Option<string>("--out") { Description = "File for one record a line, or - for standard output", HelpName = "file" };
        var bootstrap = new Option<string>("--bootstrap") { Description = "Kafka to send to instead", HelpName = "host:port" };
        var topic = new Option<string>("--topic") { Description = "Topic", DefaultValueFactory = _ => "engage.events" };
        var partitions = new Option<int>("--partitions") { Description = "Partitions, if the topic has to be created", DefaultValueFactory = _ => 8 };
        var live = new Option<bool>("--live") { Description = "For a live engine: the broker stamps the records, and there are no clock marks" };
        var rate = new Option<string>("--rate")
        {
            Description = "Records per second; max: as fast as possible; real: each at the time it carries",
            DefaultValueFactory = _ => "max",
            HelpName = "number|max|real",
        };
        partitions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--partitions must be 1 to 1000");
            }
        });
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not "real" and { } text && ReplayRate.Of(text) is null)
            {
                result.AddError($"--rate: {text} is none of a positive number, max, real");
            }
        });
        var command = new RootCommand(Description) { output, bootstrap, topic, partitions, live, rate };
        shape.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null == result.GetResult(bootstrap) is null)
            {
                result.AddError("give either --out or --bootstrap");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            LoadOptions options = shape.Read(parsed, context.Time);
            string pace = parsed.GetRequiredValue(rate);
            var target = new ReplayTopic
            {
                BootstrapServers = parsed.GetValue(bootstrap) ?? "",
                Name = parsed.GetRequiredValue(topic),
                Partitions = parsed.GetRequiredValue(partitions),
            };
            using IEventSink sink = await OpenAsync(target, parsed.GetValue(output), parsed.GetValue(live)).ConfigureAwait(false);
            var run = new LoadRun(options, ReplayRate.Of(pace) ?? double.PositiveInfinity, pace == "real", context.Time);
            var line = new ProgressLine(context);
            ReplayProgress done = await run.SendAsync(sink, p => line.Offer(() => ReplayText.Progress(p)), cancellation).ConfigureAwait(false);
            await context.Error.WriteLineAsync($"Sent {ReplayText.Totals(done)}.").ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static async Task<IEventSink> OpenAsync(ReplayTopic target, string? file, bool live)
    {
        if (file is not null)
        {
            IEventSink lines = new RecordLinesSink(file == "-" ? System.Console.OpenStandardOutput() : File.Create(file));
            return live ? new MarklessSink(lines) : lines;
        }

        return live
            ? new MarklessSink(new KafkaEventSink(target, await LoadTopic.EnsureAsync(target).ConfigureAwait(false)))
            : new KafkaEventSink(target, await TopicPreparation.EnsureAsync(target).ConfigureAwait(false));
    }
}
