namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>A mistake that the simulation makes on purpose, to show that it would be found.</summary>
internal enum Sabotage
{
    None,

    /// <summary>After an abort the shard is not rolled back.</summary>
    NoRollBack,

    /// <summary>After an abort the input goes on where it was.</summary>
    NoSeekBack,

    /// <summary>A restore takes the batches of aborted transactions.</summary>
    AbortedBatchesCount,

    /// <summary>A restore does not wait for the markers of transactions that are decided.</summary>
    MarkersAreNotAwaited,

    /// <summary>A restored shard does not know its clock.</summary>
    ClockIsLost,

    /// <summary>Outputs of an aborted transaction are taken for good.</summary>
    AbortedOutputsCount,

    /// <summary>The state log is cut one record too far.</summary>
    TooMuchIsDeleted,
}
