using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Shards;

/// <summary>Where a shard stood at its last commit.</summary>
internal readonly record struct CommittedPosition(long ClockMs, long NextInputOffset, RecordPosition Last, ShardAggregates Aggregates)
{
    public static CommittedPosition Of(ShardStore store) => new(store.ClockMs, store.NextInputOffset, store.Last, store.Counts.Aggregates);

    public void PutBack(ShardStore store)
    {
        store.ClockMs = ClockMs;
        store.NextInputOffset = NextInputOffset;
        store.Last = Last;
        store.Counts.Aggregates = Aggregates;
    }
}
