using EngageStream.Oracle.Comparison;
using EngageStream.Oracle.Input;

namespace EngageStream.Oracle.People;

/// <summary>
/// Finds the legal course of a person's life that agrees best with what was seen.
/// <para>
/// What is due at or before the instant of an event's appending comes before the event: the shard clock is at least that instant
/// (D6). But the clock may be ahead of it by a little, for a broker stamps a record before it can be seen; so whatever is due
/// within the slack after the appending may come before the event or after it. Each way is followed; ways that lead to the
/// same state are one again.
/// </para>
/// </summary>
internal sealed class Biography(Surroundings surroundings, Horizon horizon)
{
    private const int MostBranches = 32;
    private HashSet<(string Topic, string Id, long AtMs)> _seen = [];

    /// <summary>Forks taken so far, over all people.</summary>
    public long Forks { get; private set; }

    /// <summary>People of whom more ways had to be followed than are kept.</summary>
    public long Overflows { get; private set; }

    /// <summary>The differences of the best way, and what it asked for.</summary>
    public (List<Difference> Differences, List<ExpectedOutput> Expected) Judge(
        string user, IReadOnlyList<InputEvent> events, IReadOnlyList<ObservedOutput> seen)
    {
        _seen = seen.Select(s => (s.Record.Topic, s.Id, s.ClockMs)).ToHashSet();
        ILookup<long, long> clocks = seen.ToLookup(s => s.Offset, s => s.ClockMs);
        int partition = events[0].Partition;
        List<Branch> branches = [new Branch(new Life(surroundings, user, partition), [])];
        long before = events[0].Offset;
        foreach (InputEvent e in events)
        {
            var silence = new Cause(null, before, e.Offset);
            branches = Best(branches.SelectMany(branch => Live(branch, e, silence, clocks[e.Offset])).ToList());
            before = e.Offset;
        }

        var end = new Cause(null, before, horizon.LastOffset[partition]);
        var comparison = new PersonComparison(surroundings.Topics);
        return branches.Select(branch => LiveOn(branch, end, partition))
            .Select(expected => (Differences: comparison.Compare(user, expected, seen), Expected: expected))
            .MinBy(way => way.Differences.Count);
    }

    private IEnumerable<Branch> Live(Branch branch, InputEvent e, Cause silence, IEnumerable<long> clocksSeen)
    {
        long latest = e.ClockMs + horizon.SlackMs;
        Pass(branch, e.ClockMs, silence);

        // The instants at which the event may have been processed: its appending, each due instant soon after, and what was seen.
        var instants = new SortedSet<long>(clocksSeen.Where(clock => clock >= e.ClockMs && clock <= latest)) { e.ClockMs };
        if (branch.Life.NextDue(latest) is not null)
        {
            Branch probe = branch.Fork();
            while (probe.Life.NextDue(latest) is long due)
            {
                instants.Add(due);
                probe.Life.Fire(due, silence, []);
            }
        }

        foreach (long instant in instants)
        {
            Branch way = instants.Count == 1 ? branch : branch.Fork();
            Forks += instants.Count == 1 ? 0 : 1;
            Pass(way, instant, silence);
            Step(way, outputs => way.Life.Receive(e, instant, outputs));
            yield return way;
        }
    }

    private void Pass(Branch branch, long untilMs, Cause silence)
    {
        while (branch.Life.NextDue(untilMs) is long due)
        {
            Step(branch, outputs => branch.Life.Fire(due, silence, outputs));
        }
    }

    private void Step(Branch branch, Action<List<ExpectedOutput>> step)
    {
        int before = branch.Outputs.Count;
        step(branch.Outputs);
        branch.Unseen += branch.Outputs.Skip(before).Count(o => !_seen.Contains((o.Topic, o.Id, o.AtMs)));
    }

    private List<Branch> Best(List<Branch> branches)
    {
        if (branches.Count == 1)
        {
            return branches;
        }

        List<Branch> different = branches.GroupBy(b => b.Life.Signature).Select(same => same.MinBy(b => b.Unseen)!).OrderBy(b => b.Unseen).ToList();
        if (different.Count > MostBranches)
        {
            Overflows += different[MostBranches].Unseen == different[0].Unseen ? 1 : 0;
            different.RemoveRange(MostBranches, different.Count - MostBranches);
        }

        return different;
    }

    private List<ExpectedOutput> LiveOn(Branch branch, Cause end, int partition)
    {
        Pass(branch, horizon.MustMs[partition], end);
        int certain = branch.Outputs.Count;
        Pass(branch, horizon.MayMs[partition], end);
        return branch.Outputs.Select((output, at) => at < certain ? output : output with { IsOptional = true }).ToList();
    }
}
