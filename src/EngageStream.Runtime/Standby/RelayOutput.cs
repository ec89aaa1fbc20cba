using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Standby;

/// <summary>Output of a shard whose owner is not known yet: a copy does nothing until a stream thread takes it over.</summary>
internal sealed class RelayOutput : IShardOutput
{
    /// <summary>Output of the owner.</summary>
    public IShardOutput? Target { get; set; }

    /// <inheritdoc/>
    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs) =>
        Target!.Publish(shard, user, effects, cause, clockMs);

    /// <inheritdoc/>
    public void TimerFired(long dueMs, long sendMs) => Target!.TimerFired(dueMs, sendMs);

    /// <inheritdoc/>
    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) =>
        Target!.Fault(shard, userId, error, cause, dueMs);
}
