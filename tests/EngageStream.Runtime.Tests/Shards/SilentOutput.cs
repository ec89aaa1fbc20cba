using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>Counts what is published.</summary>
internal sealed class SilentOutput : IShardOutput
{
    public long Published { get; private set; }

    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs) => Published++;

    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => throw error;
}
