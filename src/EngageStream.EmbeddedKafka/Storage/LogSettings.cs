namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>What a partition's log needs to know of its topic's and the broker's settings.</summary>
internal sealed record LogSettings
{
    public required int SegmentBytes { get; init; }

    /// <summary>Age of a segment's first batch at which the segment is closed, ms.</summary>
    public long SegmentMs { get; init; } = long.MaxValue;

    public required int MaxBatchBytes { get; init; }

    /// <summary>Whether the broker stamps batches with its own time.</summary>
    public required bool LogAppendTime { get; init; }

    /// <summary>Whether old segments are deleted, by the two limits that follow.</summary>
    public bool Delete { get; init; }

    /// <summary>Age in ms beyond which a segment is deleted; −1: none.</summary>
    public long RetentionMs { get; init; } = -1;

    /// <summary>Bytes of a log beyond which its oldest segments are deleted; −1: none.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>Whether only the latest record of a key is kept.</summary>
    public bool Compact { get; init; }

    /// <summary>Share of the closed segments' bytes that must be new before they are compacted, 0–1.</summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary>Age in ms that records reach before they are compacted.</summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary>Age in ms at which records are compacted, whatever their share.</summary>
    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary>How long a tombstone stays after the compaction that removed what it erases, ms.</summary>
    public long DeleteRetentionMs { get; init; } = 86_400_000;

    public required FlushPolicy Flush { get; init; }

    public required TimeSpan ProducerExpiration { get; init; }

    public required TimeProvider TimeProvider { get; init; }
}
