namespace EngageStream.Redis.Projection;

/// <summary>
/// What the projection does with a partition that it owns:
/// <code>
///               position read             sought
/// Positioning ───────────────▶ Seeking ──────────▶ Reading
///      ▲                          │                   │
///      └────── Redis away ────────┴──── batch refused ┘
/// </code>
/// Records come into batches only while it is read; all others are read again.
/// </summary>
internal enum PartitionState : byte
{
    /// <summary>Its position has to be read from Redis.</summary>
    Positioning,

    /// <summary>The consumer has to be brought there.</summary>
    Seeking,

    /// <summary>At work.</summary>
    Reading,
}
