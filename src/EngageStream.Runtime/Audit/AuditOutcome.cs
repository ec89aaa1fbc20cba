namespace EngageStream.Runtime.Audit;

/// <summary>How far an action has come.</summary>
/// <remarks>
/// <code>
/// Begun ──▶ Done
///   └─────▶ Failed        a record Begun that nothing follows: the process died in the middle
/// </code>
/// </remarks>
public enum AuditOutcome : byte
{
    /// <summary>It is about to be done.</summary>
    Begun,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not done, or not wholly; the details say how far it came.</summary>
    Failed,
}
