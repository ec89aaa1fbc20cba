using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>Derives a shard's options from the engine's.</summary>
internal static class ShardSettings
{
    public static ShardOptions For(EngineOptions options, int partitions)
    {
        _ = options;
        return new ShardOptions { InputPartitions = partitions };
    }
}
