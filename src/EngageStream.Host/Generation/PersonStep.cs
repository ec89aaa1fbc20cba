namespace EngageStream.Host.Generation;

/// <summary>
/// What a person does next.
/// <code>
///   Identify ──▶ SignUp ──▶ session ◀───────────────┐
///                             │                     │ after a pause
///             ┌── CheckIn? ◀──┘                     │
///             ▼                                     │
///            View (once or more) ──▶ Cart? ──▶ Order? ──▶ Gone (dropped out)
/// </code>
/// </summary>
public enum PersonStep : byte
{
    Identify,
    SignUp,
    CheckIn,
    View,
    Cart,
    Order,
    Gone,
}
