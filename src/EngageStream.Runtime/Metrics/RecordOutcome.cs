namespace EngageStream.Runtime.Metrics;

/// <summary>What became of an input record; each has one outcome.</summary>
internal enum RecordOutcome : byte
{
    /// <summary>Taken in.</summary>
    Processed,

    /// <summary>Taken in, though older than the policy calls late.</summary>
    Late,

    /// <summary>Taken in with its time, which lay in the future, set back.</summary>
    Future,

    /// <summary>Dropped: the person's actor knew it.</summary>
    Duplicate,

    /// <summary>Written to dead letters.</summary>
    DeadLetter,

    /// <summary>Sent on to the person's partition.</summary>
    Forwarded,
}
