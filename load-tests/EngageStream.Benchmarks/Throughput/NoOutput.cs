using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>Takes what people do to nowhere; an error ends the benchmark.</summary>
internal sealed class NoOutput : IShardOutput
{
    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
    {
    }

    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => throw error;
}
