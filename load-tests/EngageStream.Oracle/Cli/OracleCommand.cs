using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Confluent.Kafka;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using TopicNames = EngageStream.Oracle.Records.TopicNames;

namespace EngageStream.Oracle.Cli;

/// <summary>The command line of the oracle.</summary>
internal static class OracleCommand
{
    /// <summary>Exit code where nothing could be judged: wrong arguments, no such file, no Kafka.</summary>
    public const int NotJudged = 3;

    private const string Description = """
        Judges a run of the engine: works out from the input topic, by rules of its own, which transitions, decisions, triggers,
        profiles and dead letters there must be, and compares them with what a read_committed consumer sees.

        Exit codes: 0 pass, 1 fail, 2 inconclusive (with the reason), 3 not judged.

        Examples:
          oracle --bootstrap 127.0.0.1:9092 --playbook chaos --live --group engagestream --save run.jsonl
          oracle --records run.jsonl --playbook chaos --live --until 2026-01-01T12:00:00Z
        """;

    public static RootCommand Create(TextWriter output, TimeProvider time)
    {
        var bootstrap = new Option<string>("--bootstrap") { Description = "Kafka to read from", HelpName = "host:port" };
        var file = new Option<string>("--records") { Description = "File to read from instead, as --save writes it", HelpName = "file" };
        var playbook = new Option<string>("--playbook") { Description = "Whose rules hold", Required = true };
        playbook.AcceptOnlyFromAmong("starter", "chaos");
        var live = new Option<bool>("--live") { Description = "The engine followed the wall clock; otherwise it was a replay" };
        var until = new Option<string>("--until")
        {
            Description = "Live: until when the engine was caught up and at work; default 10 s before the outputs are read",
            HelpName = "instant",
        };
        var group = new Option<string>("--group") { Description = "Consumer group that must have committed the whole input", HelpName = "name" };
        var prefix = new Option<string>("--prefix") { Description = "Start of the topics' names", DefaultValueFactory = _ => "engage." };
        var first = new Option<int>("--first") { Description = "Most differences to show", DefaultValueFactory = _ => 20 };
        var save = new Option<string>("--save") { Description = "File to keep the records in", HelpName = "file" };
        var command = new RootCommand(Description) { bootstrap, file, playbook, live, until, group, prefix, first, save };
        until.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && InstantOf(text) is null)
            {
                result.AddError($"--until: {text} is no RFC 3339 instant");
            }
        });
        command.Validators.Add(result => RefuseUnlessEither(result, bootstrap, file));
        command.SetAction(async (parsed, _) =>
        {
            var topics = new TopicNames(parsed.GetRequiredValue(prefix));
            var doubts = new List<string>();
            long beganMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            int partitions = 0;
            IReadOnlyList<TopicRecord> records;
            if (parsed.GetValue(bootstrap) is { } servers)
            {
                var kafka = new KafkaRecords(servers);
                partitions = kafka.Partitions(topics.Events);
                if (parsed.GetValue(group) is { } name && await kafka.UnreadByAsync(name, topics.Events).ConfigureAwait(false) is { } unread)
                {
                    doubts.Add($"group {name} has not read everything: {unread}");
                }

                records = kafka.Read([topics.Events, .. topics.Outputs]);
            }
            else
            {
                records = RecordLines.Read(parsed.GetRequiredValue(file));
            }

            if (parsed.GetValue(save) is { } path)
            {
                RecordLines.Write(path, records);
            }

            long lastMs = records.Select(r => r.TimestampMs).DefaultIfEmpty().Max();
            long endMs = parsed.GetValue(bootstrap) is null ? lastMs : time.GetUtcNow().ToUnixTimeMilliseconds();
            long atWorkMs = InstantOf(parsed.GetValue(until) ?? "") ?? Math.Min(beganMs, endMs) - 10_000;
            Verdict verdict = Judge.Run(
                new JudgeOptions
                {
                    Playbook = parsed.GetRequiredValue(playbook),
                    AtWorkUntilMs = parsed.GetValue(live) ? atWorkMs : null,
                    EndMs = Math.Max(endMs, atWorkMs),
                    Partitions = partitions,
                    Topics = topics,
                    Doubts = doubts,
                },
                records);
            await output.WriteAsync(verdict.Report(parsed.GetRequiredValue(first))).ConfigureAwait(false);
            return (int)verdict.Outcome;
        });
        return command;
    }

    private static void RefuseUnlessEither(CommandResult result, Option<string> one, Option<string> other)
    {
        if (result.GetResult(one) is null == result.GetResult(other) is null)
        {
            result.AddError($"give either {one.Name} or {other.Name}");
        }
    }

    private static long? InstantOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant.ToUnixTimeMilliseconds()
            : null;
}
