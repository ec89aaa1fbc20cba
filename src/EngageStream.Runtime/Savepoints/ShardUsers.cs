using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Savepoints;

/// <summary>Writes a restored shard, none of whose users is active, into a savepoint.</summary>
internal static class ShardUsers
{
    /// <summary>Takes what a shard that only gets restored never gives.</summary>
    public static IShardOutput NoOutput { get; } = new Silence();

    public static SavepointPartition Describe(Shard shard, long position, bool drained)
    {
        ShardStore store = shard.Store;
        ShardCounts counts = shard.Counts;
        return new SavepointPartition(
            shard.Partition, position, drained, shard.ClockMs, store.Last.Offset, store.Last.TimestampMs, counts.Users,
            counts.Events, counts.Duplicates, counts.Late, counts.Faults, counts.TimersFired);
    }

    public static void Write(Shard shard, SavepointWriter file)
    {
        ShardStore store = shard.Store;
        for (int slot = 0; slot < store.Users.SlotCount; slot++)
        {
            if (store.Users.IsUsed(slot))
            {
                file.User(store.Users.IdOf(slot), store.Timers.DueOf(slot), store.Users.StateOf(slot));
            }
        }
    }

    private sealed class Silence : IShardOutput
    {
        public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs) =>
            throw new InvalidOperationException("A shard that is only read takes no step.");

        public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) =>
            throw new InvalidOperationException("A shard that is only read takes no step.");
    }
}
