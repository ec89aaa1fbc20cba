using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Lets wall time move the clocks of shards that have caught up, and fires what is due. Not thread-safe: one per stream
/// thread.
/// </summary>
internal sealed class ShardClocks(
    Assignment assignment, Func<EndOffsets.Snapshot> ends, bool live, TimeProvider? time = null)
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(20);
    private const int Slice = 64;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private EndOffsets.Snapshot? _applied;
    private int _first;

    /// <summary>
    /// Moves the clock of each shard that has read all that lay in its partition when Kafka was last asked, to the instant
    /// of that question. A shard with a backlog stays where its records are; in replay all do.
    /// </summary>
    public void FollowWallTime()
    {
        EndOffsets.Snapshot latest = ends();
        if (!live || latest.AskedAtMs == 0 || ReferenceEquals(latest, _applied))
        {
            return;
        }

        bool all = true;
        foreach (Shard shard in assignment.Running)
        {
            if (assignment.ReadUpTo(shard) >= latest.High[shard.Partition])
            {
                shard.AdvanceClock(latest.AskedAtMs, null);
            }
            else
            {
                all = false;
            }
        }

        // A shard that reads the rest within this answer's life may still follow it.
        _applied = all ? latest : null;
    }

    /// <summary>Whether a timer may be due.</summary>
    public bool IsAnyDue
    {
        get
        {
            foreach (Shard shard in assignment.Running)
            {
                if (shard.NextTimerMs <= shard.ClockMs)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Fires due timers, for 20 ms at most, so that a million that are due at nine o'clock hold up no record.</summary>
    /// <returns>Whether some may be left.</returns>
    public bool FireDue(long wallMs)
    {
        IReadOnlyList<Shard> shards = assignment.Running;
        long start = _time.GetTimestamp();
        for (int i = 0; i < shards.Count; i++)
        {
            // Another shard begins each time, so that a long queue in one does not hold up the others.
            Shard shard = shards[(_first + i) % shards.Count];
            while (shard.NextTimerMs <= shard.ClockMs)
            {
                shard.FireDueTimers(live ? wallMs : 0, Slice);
                if (_time.GetElapsedTime(start) >= Budget)
                {
                    _first++;
                    return true;
                }
            }
        }

        _first++;
        return false;
    }
}
