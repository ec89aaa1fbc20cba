namespace EngageStream.Redis.Metrics;

/// <summary>What a projection counts since it began: changed by its thread only, read by the instruments a moment later.</summary>
internal sealed class ProjectionCounters
{
    /// <summary>Profiles written to people's hashes.</summary>
    public long Written { get; set; }

    /// <summary>People forgotten: by a tombstone, after a rebuild, or because they had expired.</summary>
    public long Forgotten { get; set; }

    /// <summary>Records that are no profiles.</summary>
    public long Unreadable { get; set; }

    /// <summary>Batches that Redis took.</summary>
    public long Batches { get; set; }

    /// <summary>Batches that Redis refused, because the partition's position was another.</summary>
    public long Refused { get; set; }

    /// <summary>Calls of Redis that failed.</summary>
    public long Errors { get; set; }

    /// <summary>Times that Redis came back after it had been away.</summary>
    public long Reconnects { get; set; }

    /// <summary>When Redis last took something, Unix seconds; 0 for never.</summary>
    public double LastSuccess { get; set; }

    /// <summary>Whether Redis answers.</summary>
    public bool IsConnected { get; set; }

    /// <summary>From sending a batch to Redis' answer.</summary>
    public BatchTimes Times { get; } = new();
}
