using EngageStream.Domain.Time;

namespace EngageStream.Runtime.Shards;

/// <summary>Settings of a shard.</summary>
public sealed record ShardOptions
{
    /// <summary>The defaults.</summary>
    public static ShardOptions Default { get; } = new();

    /// <summary>
    /// Names the shard's life in its commits' ids: a producer's epoch or a random number, another one for every
    /// <see cref="Shard"/> object. Default 0.
    /// </summary>
    public uint Instance { get; init; }

    /// <summary>Partitions of the input topic; kept in the state log. Default 1.</summary>
    public int InputPartitions { get; init; } = 1;

    /// <summary>Whether the application replays history; kept in the state log. Default false.</summary>
    public bool Replay { get; init; }

    /// <summary>A user without a record for this long on the shard clock is idle; milliseconds. Default 24 h.</summary>
    public long IdleAfterMs { get; init; } = Durations.Day;

    /// <summary>Above this many unpacked states, those not used of late are packed too. Default 50,000; at least 1.</summary>
    public int MaxActiveUsers { get; init; } = 50_000;

    /// <summary>
    /// Bound on the memory of all that is known of the users: their states, active and packed, and some 70 bytes each by which
    /// they are found, which is the least; bytes. Without a <see cref="ScratchFolder"/> only active states can keep to it.
    /// Default 0: none.
    /// </summary>
    public long MemoryBytes { get; init; }

    /// <summary>Folder of a scratch file for packed states beyond <see cref="MemoryBytes"/>; empty for none. Default none.</summary>
    public string ScratchFolder { get; init; } = "";

    /// <summary>Told when the scratch file cannot be written; states stay in memory then.</summary>
    public Action<Exception>? ScratchFailed { get; init; }

    /// <summary>
    /// A batch of the state log is closed before it grows longer; bytes, at most 256 KiB. Default 64 KiB, for the producer takes
    /// arrays, and from 85 KB on those come from the large object heap, whose collections cost more than the batches save.
    /// </summary>
    public int MaxBatchBytes { get; init; } = 64 * 1024;

    /// <summary>The state log stays below 2.8 times its live bytes plus this, in the long run twice or less; bytes. Default 64 MiB.</summary>
    public long LogSlackBytes { get; init; } = 64 * 1024 * 1024;
}
