namespace EngageStream.Runtime.StateLog;

/// <summary>What a shard knows of one record in its state log.</summary>
internal struct LogRecord
{
    /// <summary>Where it is in the partition.</summary>
    public long Offset;

    /// <summary>Its length.</summary>
    public int Bytes;

    /// <summary>Users whose latest state is in it.</summary>
    public int Live;

    /// <summary>Its users that are still in the queue of the log's users, superseded or not.</summary>
    public int Queued;
}
