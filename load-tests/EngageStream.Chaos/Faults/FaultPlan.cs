using EngageStream.Host.Generation;

namespace EngageStream.Chaos.Faults;

/// <summary>
/// Draws the faults of a run: the same seed and options give the same kinds, targets, lengths and order. Kinds come from a bag that
/// is refilled when it is empty, so that even a short run has each of them.
/// </summary>
public static class FaultPlan
{
    /// <summary>An engine's session lasts this long; a zombie has to sleep for longer.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(6);

    // No person of a load has this index: the plan's randomness is its own.
    private const int Stream = -2;
    private const double HastyShare = 0.25;
    private const double WholeClusterShare = 0.25;
    private static readonly FaultKind[] Twice = [FaultKind.Kill, FaultKind.Pause, FaultKind.Freeze];

    /// <summary>Draws a plan.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="faults">Number of faults.</param>
    /// <param name="kinds">Kinds to draw from; <see cref="FaultKind.Add"/> and <see cref="FaultKind.Remove"/> both or neither.</param>
    /// <param name="engines">Engines at the start; the plan keeps one more or one less at work, and one at least.</param>
    /// <param name="interval">Mean pause between two faults.</param>
    public static IReadOnlyList<Fault> Draw(long seed, int faults, IReadOnlyList<FaultKind> kinds, int engines, TimeSpan interval)
    {
        RandomSource random = RandomSource.For(seed, Stream);
        var running = new SortedSet<int>(Enumerable.Range(1, engines));
        var bag = new List<FaultKind>();
        var plan = new List<Fault>();
        while (plan.Count < faults)
        {
            if (bag.Count == 0)
            {
                bag.AddRange(kinds.Concat(kinds.Intersect(Twice)));
            }

            int at = random.NextIndex(bag.Count);
            FaultKind kind = Possible(bag[at], running.Count, engines);
            bag.RemoveAt(at);
            int node = Target(ref random, kind, running);
            TimeSpan hold = Hold(ref random, kind);
            bool hasty = plan.Count > 0 && random.NextChance(HastyShare);
            double pause = hasty ? random.NextUnit() * 2 : interval.TotalSeconds * (0.5 + random.NextUnit());
            plan.Add(new Fault(plan.Count + 1, kind, node, TimeSpan.FromSeconds(pause), hold, hasty));
            Apply(kind, node, running);
        }

        return plan;
    }

    private static FaultKind Possible(FaultKind kind, int running, int engines) =>
        kind == FaultKind.Remove && running <= Math.Max(1, engines - 1) ? FaultKind.Add
        : kind == FaultKind.Add && running > engines ? FaultKind.Remove
        : kind;

    private static int Target(ref RandomSource random, FaultKind kind, SortedSet<int> running)
    {
        switch (kind)
        {
            case FaultKind.Broker:
                return 0;
            case FaultKind.Add:
                return Enumerable.Range(1, running.Max + 1).First(node => !running.Contains(node));
            case FaultKind.Drop or FaultKind.Freeze when random.NextChance(WholeClusterShare):
                return 0;
            default:
                return running.ElementAt(random.NextIndex(running.Count));
        }
    }

    private static TimeSpan Hold(ref RandomSource random, FaultKind kind)
    {
        (double least, double most) = kind switch
        {
            FaultKind.Kill => (0, 3),
            FaultKind.Broker => (0.2, 3),
            FaultKind.Pause => random.NextChance(0.75) ? (Session.TotalSeconds + 1, Session.TotalSeconds + 5) : (1, 4),
            FaultKind.Freeze => random.NextChance(0.5) ? (Session.TotalSeconds + 1, Session.TotalSeconds + 4) : (0.5, 4),
            FaultKind.Drop => (0, 3),
            _ => (0, 0),
        };
        return TimeSpan.FromSeconds(least + (random.NextUnit() * (most - least)));
    }

    private static void Apply(FaultKind kind, int node, SortedSet<int> running)
    {
        if (kind == FaultKind.Add)
        {
            running.Add(node);
        }
        else if (kind == FaultKind.Remove)
        {
            running.Remove(node);
        }
    }
}
