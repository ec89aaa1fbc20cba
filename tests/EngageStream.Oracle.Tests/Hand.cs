using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Oracle.Comparison;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.People;
using EngageStream.Oracle.Records;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.Tests;

/// <summary>
/// A person's life under the chaos playbook, made by hand: which event was processed at which shard clock, and which timer fired
/// between them.
/// </summary>
internal sealed class Hand
{
    public const long Noon = 1_767_268_800_000; // 2026-01-01T12:00:00Z
    private const string User = "ann";
    private readonly List<TopicRecord> _input = [];
    private readonly List<ExpectedOutput> _outputs = [];
    private readonly Life _life = new(
        new Surroundings(new ChaosRules(), new LocalDays("UTC"), new TopicNames(), (_, _) => false), User, partition: 0);

    /// <summary>An event is appended, and processed at a clock.</summary>
    public Hand CheckIn(long appendMs, long clockMs)
    {
        string value = $$"""{"type":"track","event":"Checked In","userId":"{{User}}","messageId":"m{{_input.Count}}"}""";
        var record = new TopicRecord(
            "engage.events", 0, _input.Count, appendMs, User, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(value));
        _input.Add(record);
        _life.Receive(EventReader.Read(record).Event!, clockMs, _outputs);
        return this;
    }

    /// <summary>A timer fires.</summary>
    public Hand Fire(long dueMs)
    {
        _life.Fire(dueMs, new Cause(null, _input.Count - 1, _input.Count - 1), _outputs);
        return this;
    }

    /// <summary>Judges the life as that of a live engine that worked until an instant.</summary>
    public IReadOnlyList<Difference> Judged(long untilMs)
    {
        var options = new JudgeOptions { Playbook = "chaos", Partitions = 1, AtWorkUntilMs = untilMs, EndMs = untilMs };
        return Judge.Run(options, [.. _input, .. _outputs.Select((output, at) => RecordOf(output, at))]).Differences;
    }

    private static TopicRecord RecordOf(ExpectedOutput output, int at)
    {
        var headers = new Dictionary<string, string>
        {
            ["ce_specversion"] = "1.0",
            ["ce_type"] = output.Type,
            ["ce_id"] = output.Id,
            ["ce_subject"] = output.User,
            ["ce_time"] = Instants.Write(output.AtMs)!,
            ["ce_engageclock"] = Instants.Write(output.AtMs)!,
            ["ce_engagepartition"] = "0",
            ["ce_engageoffset"] = $"{output.FromOffset}",
        };
        return new TopicRecord(output.Topic, 0, at, output.AtMs, output.User, headers, Encoding.UTF8.GetBytes(BodyOf(output).ToJsonString()));
    }

    private static JsonObject BodyOf(ExpectedOutput output)
    {
        var body = new JsonObject();
        foreach ((string path, string? value) in output.Fields)
        {
            string[] names = path.Split('.');
            JsonObject into = body;
            foreach (string name in names[..^1])
            {
                into[name] ??= new JsonObject();
                into = into[name]!.AsObject();
            }

            into[names[^1]] = value;
        }

        return body;
    }
}
