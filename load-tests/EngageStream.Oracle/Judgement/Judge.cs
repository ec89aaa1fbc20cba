using System.Text.Json;
using EngageStream.Oracle.Comparison;
using EngageStream.Oracle.People;
using EngageStream.Oracle.Records;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.Judgement;

/// <summary>
/// Judges a run: works out from the input topic, slowly and plainly, what the rules ask for, and compares it with what a
/// read_committed consumer saw.
/// </summary>
public static class Judge
{
    /// <summary>Judges.</summary>
    /// <param name="options">What the run was.</param>
    /// <param name="records">All records of input and output topics, in the order of their offsets within a partition.</param>
    public static Verdict Run(JudgeOptions options, IReadOnlyList<TopicRecord> records)
    {
        Playbook playbook = options.Churn is { } c ? new StarterRules(new Churn(c.R, c.Alpha, c.A, c.B)) : Playbook.Of(options.Playbook);
        var input = new InputLog(records.Where(r => r.Topic == options.Topics.Events), options.Partitions);
        var differences = new List<Difference>();
        ILookup<string, ObservedOutput> seen = Read(options.Topics, records, differences).ToLookup(o => o.User);
        var surroundings = new Surroundings(playbook, new LocalDays(playbook.Zone), options.Topics, Staleness(options, playbook, seen));
        var biography = new Biography(surroundings, HorizonOf(options, input));
        var expected = new List<ExpectedOutput>();
        var known = new HashSet<string>();
        foreach (IGrouping<string, Input.InputEvent> person in input.People)
        {
            known.Add(person.Key);
            (List<Difference> found, List<ExpectedOutput> asked) = biography.Judge(person.Key, person.ToList(), seen[person.Key].ToList());
            differences.AddRange(found);
            expected.AddRange(asked);
        }

        differences.AddRange(seen.Where(person => !known.Contains(person.Key)).SelectMany(person => person)
            .Select(o => new Difference(DifferenceKind.Unexpected, o.Record.Topic, o.User, o.Id, "", $"{o.Text} in {o.Place}")));
        List<TopicRecord> deadLetters = records.Where(r => r.Topic == options.Topics.DeadLetters).ToList();
        differences.AddRange(DeadLetterComparison.Compare(options.Topics, input.Rejected, deadLetters));

        List<string> doubts = [.. options.Doubts, .. input.Doubts];
        if (expected.Count == 0)
        {
            doubts.Add("the input leads to no output at all");
        }

        if (biography.Overflows > 0)
        {
            doubts.Add($"{biography.Overflows} times more orders of events and timers were possible than could be followed");
        }

        return new Verdict(OutcomeOf(doubts, differences), doubts, differences, Coverage(input, expected, biography, options.Topics));
    }

    // A difference proves a fault only if input and rules are known for certain. That something came twice needs neither.
    private static Outcome OutcomeOf(List<string> doubts, List<Difference> differences) =>
        doubts.Count > 0 && !differences.Exists(d => d.Kind == DifferenceKind.Doubled) ? Outcome.Inconclusive
        : differences.Count > 0 ? Outcome.Fail
        : Outcome.Pass;

    private static Horizon HorizonOf(JudgeOptions options, InputLog input) => new()
    {
        SlackMs = options.IsLive ? options.SlackMs : 0,
        MustMs = input.ClocksMs.ToDictionary(p => p.Key, p => Math.Max(p.Value, options.AtWorkUntilMs ?? p.Value)),
        MayMs = input.ClocksMs.ToDictionary(p => p.Key, p => Math.Max(p.Value, options.IsLive ? options.EndMs : p.Value)),
        LastOffset = input.LastOffsets,
    };

    // Whether a send came more than max_lateness after it was due shows in when it was written. Replay does not judge lateness.
    private static Func<string, long, bool> Staleness(JudgeOptions options, Playbook playbook, ILookup<string, ObservedOutput> seen)
    {
        HashSet<(string Id, long AtMs)> stale = options.IsLive
            ? seen.SelectMany(person => person)
                .Where(o => o.Fields.GetValueOrDefault("outcome") == "suppressed_stale" && o.Record.TimestampMs - o.ClockMs > playbook.MaxLatenessMs)
                .Select(o => (o.Id, o.ClockMs)).ToHashSet()
            : [];
        return (id, atMs) => stale.Contains((id, atMs));
    }

    private static IEnumerable<ObservedOutput> Read(TopicNames topics, IEnumerable<TopicRecord> records, List<Difference> differences)
    {
        string[] outputs = topics.Outputs.Where(topic => topic != topics.DeadLetters).ToArray();
        foreach (TopicRecord record in records.Where(r => outputs.Contains(r.Topic)))
        {
            ObservedOutput output;
            try
            {
                output = ObservedOutput.Of(record);
            }
            catch (JsonException error)
            {
                differences.Add(new Difference(
                    DifferenceKind.Wrong, record.Topic, record.Key ?? "", record.Header("ce_id"), "a JSON object", error.Message));
                continue;
            }

            yield return output;
        }
    }

    private static Dictionary<string, long> Coverage(InputLog input, List<ExpectedOutput> expected, Biography biography, TopicNames topics)
    {
        List<ExpectedOutput> decisions = expected.Where(e => e.Topic == topics.Decisions).ToList();
        var coverage = new Dictionary<string, long>
        {
            ["people"] = input.People.Count(),
            ["events"] = input.Events,
            ["records that are no events"] = input.Rejected.Count,
            ["misplaced records"] = input.Misplaced,
            ["orders of event and timer that were open"] = biography.Forks,
            ["transitions"] = expected.Count(e => e.Topic == topics.Transitions),
            ["transitions by silence"] = expected.Count(e => e.Topic == topics.Transitions && e.Fields["cause.kind"] == "silence"),
            ["decisions by silence"] = decisions.Count(e => e.Fields["cause.kind"] == "silence"),
            ["profiles"] = expected.Count(e => e.Topic == topics.Profiles),
        };
        foreach (IGrouping<string, ExpectedOutput> kind in decisions.GroupBy(d => $"{d.Fields["campaign"]} {d.Fields["outcome"]}").OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            coverage["decisions " + kind.Key] = kind.Count();
        }

        return coverage;
    }
}
