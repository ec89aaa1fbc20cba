namespace EngageStream.Redis.Connections;

/// <summary>
/// Where a rebuild of a partition is:
/// <code>
/// None ──rebuild──▶ Reading ──all read──▶ Sweeping ──whom it has not seen is gone──▶ None
///                      ▲                      │
///                      └───────rebuild────────┘
/// </code>
/// </summary>
internal enum RebuildPhase : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The partition is read from its start.</summary>
    Reading,

    /// <summary>It has been read; people whom it does not hold are still there.</summary>
    Sweeping,
}
