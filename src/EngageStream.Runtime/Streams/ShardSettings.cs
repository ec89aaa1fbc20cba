using System.Security.Cryptography;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>Derives a shard's options from the engine's.</summary>
internal static class ShardSettings
{
    /// <summary>What an unpacked state takes, measured with a dozen window cells and three campaigns; rounded up.</summary>
    private const long ActiveUserBytes = 2_048;

    /// <summary>Options of one life of a shard.</summary>
    /// <param name="options">The engine's.</param>
    /// <param name="partitions">Partitions of the events topic.</param>
    /// <param name="scratchFailed">Told when the scratch file cannot be written.</param>
    public static ShardOptions For(EngineOptions options, int partitions, Action<Exception>? scratchFailed = null)
    {
        ShardOptions shard = ShardOptions.Default with
        {
            // Not for chance: two lives of a shard must never share commit ids, whatever the clock or a seed says.
            Instance = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
            InputPartitions = partitions,
            Replay = options.Mode == EngineMode.Replay,
        };
        return options.MemoryLimitBytes == 0
            ? shard
            : shard with
            {
                MaxActiveUsers = (int)Math.Clamp(options.MemoryLimitBytes / ActiveUserBytes / partitions, 1, int.MaxValue),
                MemoryBytes = options.MemoryLimitBytes / partitions,
                ScratchFolder = options.ScratchDirectory,
                ScratchFailed = scratchFailed,
            };
    }
}
