namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>
/// The life of a consumer group (classic protocol).
/// <code>
///                 join                      all joined, or time is up
///   ┌───────┐ ──────────▶ ┌────────────────────┐ ──────────▶ ┌─────────────────────┐
///   │ Empty │             │ PreparingRebalance │             │ CompletingRebalance │
///   └───────┘ ◀────────── └────────────────────┘ ◀────────── └─────────────────────┘
///               all left        ▲                 join, leave,          │ leader's
///                               │ join, leave,    expiry, no sync       │ sync
///                               │ expiry                                ▼
///                               │                                  ┌────────┐
///                               └───────────────────────────────── │ Stable │
///                                                                  └────────┘
/// </code>
/// The legal transitions stand in <see cref="GroupTransitions"/>. An empty group keeps its committed offsets.
/// </summary>
internal enum GroupState
{
    /// <summary>No members.</summary>
    Empty,

    /// <summary>Collecting the joins of the next generation; joins are answered when it ends.</summary>
    PreparingRebalance,

    /// <summary>The generation stands; waiting for the leader to bring the assignment.</summary>
    CompletingRebalance,

    /// <summary>Every member can have its assignment.</summary>
    Stable,
}

/// <summary>The transition table of <see cref="GroupState"/>.</summary>
internal static class GroupTransitions
{
    public static bool IsLegal(GroupState from, GroupState to) => (from, to) switch
    {
        (GroupState.Empty, GroupState.PreparingRebalance) => true,
        (GroupState.PreparingRebalance, GroupState.CompletingRebalance) => true,
        (GroupState.PreparingRebalance, GroupState.Empty) => true,
        (GroupState.CompletingRebalance, GroupState.Stable) => true,
        (GroupState.CompletingRebalance, GroupState.PreparingRebalance) => true,
        (GroupState.Stable, GroupState.PreparingRebalance) => true,
        _ => false,
    };
}
