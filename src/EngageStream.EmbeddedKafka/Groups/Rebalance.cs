namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>The times of a rebalance: when it may end at the earliest, and when it ends whoever is missing.</summary>
internal sealed class Rebalance(TimeSpan initialDelay)
{
    /// <summary>Not before this time, even if all known members have joined.</summary>
    public TimeSpan Earliest { get; private set; }

    /// <summary>At this time whoever is missing is given up.</summary>
    public TimeSpan Latest { get; private set; }

    /// <summary>Begins a phase. Only the first rebalance of an empty group waits for members it does not know of.</summary>
    public void Start(TimeSpan now, TimeSpan timeout, bool initial)
    {
        Latest = now + timeout;
        Earliest = initial ? Min(now + initialDelay, Latest) : now;
    }

    /// <summary>A newcomer while the initial delay runs starts it again, within the rebalance timeout.</summary>
    public void Extend(TimeSpan now)
    {
        if (now < Earliest)
        {
            Earliest = Min(now + initialDelay, Latest);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
