namespace EngageStream.Runtime.Savepoints.Repartitioning;

/// <summary>What a repartition did.</summary>
public enum RepartitionOutcome : byte
{
    /// <summary>The state was moved, or an interrupted move was brought to its end.</summary>
    Moved,

    /// <summary>State and events have that many partitions already.</summary>
    NothingToDo,

    /// <summary>There was no state; only the topics were extended.</summary>
    TopicsOnly,
}
