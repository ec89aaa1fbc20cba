namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>What a partition's log needs to know of its topic's and the broker's settings.</summary>
internal sealed record LogSettings
{
    public required int SegmentBytes { get; init; }

    public required int MaxBatchBytes { get; init; }

    /// <summary>Whether the broker stamps batches with its own time.</summary>
    public required bool LogAppendTime { get; init; }

    public required FlushPolicy Flush { get; init; }

    public required TimeSpan ProducerExpiration { get; init; }

    public required TimeProvider TimeProvider { get; init; }
}
