namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>
/// Where the latest transaction of a transactional id stands.
/// <code>
///            add partitions or offsets             commit               markers written
///   ┌───────┐ ──────────▶ ┌─────────┐ ──────────▶ ┌───────────────┐ ──────────▶ ┌────────────────┐
///   │ Empty │             │ Ongoing │             │ PrepareCommit │             │ CompleteCommit │
///   └───────┘             └─────────┘             └───────────────┘             └────────────────┘
///       ▲                  ▲      │  abort, time-out,   ┌──────────────┐         ┌───────────────┐
///       │ new epoch        │      └────new epoch──────▶ │ PrepareAbort │ ──────▶ │ CompleteAbort │
///       │                  │                            └──────────────┘         └───────────────┘
///       └── both Complete ─┘ add partitions or offsets
/// </code>
/// Once the journal holds a Prepare state the outcome stands, whatever happens: a restart writes the markers that are
/// missing. The legal transitions stand in <see cref="TransactionTransitions"/>.
/// </summary>
internal enum TransactionState : sbyte
{
    /// <summary>A producer has an epoch and has begun nothing.</summary>
    Empty = 0,

    /// <summary>Partitions or groups take part.</summary>
    Ongoing = 1,

    /// <summary>To be committed; markers are being written.</summary>
    PrepareCommit = 2,

    /// <summary>To be aborted; markers are being written.</summary>
    PrepareAbort = 3,

    /// <summary>Committed everywhere.</summary>
    CompleteCommit = 4,

    /// <summary>Aborted everywhere.</summary>
    CompleteAbort = 5,
}

/// <summary>The transition table of <see cref="TransactionState"/>.</summary>
internal static class TransactionTransitions
{
    public static bool IsLegal(TransactionState from, TransactionState to) => (from, to) switch
    {
        (TransactionState.Ongoing, TransactionState.Ongoing or TransactionState.PrepareCommit or TransactionState.PrepareAbort) => true,
        (TransactionState.PrepareCommit, TransactionState.CompleteCommit) => true,
        (TransactionState.PrepareAbort, TransactionState.CompleteAbort) => true,
        (TransactionState.Empty or TransactionState.CompleteCommit or TransactionState.CompleteAbort, TransactionState.Empty) => true,
        (TransactionState.Empty or TransactionState.CompleteCommit or TransactionState.CompleteAbort, TransactionState.Ongoing) => true,
        _ => false,
    };
}
