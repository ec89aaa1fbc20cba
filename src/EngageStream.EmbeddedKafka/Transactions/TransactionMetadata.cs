using System.Collections.Immutable;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>What the coordinator knows of a transactional id at one moment.</summary>
internal sealed record TransactionMetadata(string TransactionalId, long ProducerId, short Epoch)
{
    public const short NoEpoch = -1;

    /// <summary>From here on the id has no epoch left to give and gets a new producer id: the last one is for fencing.</summary>
    private const short LastUsableEpoch = short.MaxValue - 1;

    /// <summary>
    /// The epoch that the producer itself had replaced by the present one, so that its request may come twice; −1 when
    /// another producer, or a time-out, replaced it.
    /// </summary>
    public short LastEpoch { get; init; } = NoEpoch;

    public TransactionState State { get; init; }

    /// <summary>How long a transaction may last, ms.</summary>
    public int TimeoutMs { get; init; }

    /// <summary>When the ongoing transaction began, ms since 1970; survives restarts, and so does the time-out.</summary>
    public long StartedMs { get; init; } = -1;

    public ImmutableHashSet<TopicPartition> Partitions { get; init; } = [];

    /// <summary>Consumer groups whose offsets take part.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    public bool IsEpochExhausted => Epoch >= LastUsableEpoch;

    public bool IsPrepared => State is TransactionState.PrepareCommit or TransactionState.PrepareAbort;

    public bool IsTimedOut(long nowMs) => State == TransactionState.Ongoing && StartedMs + TimeoutMs <= nowMs;

    /// <summary>The next state; the parts of an ended transaction are forgotten.</summary>
    public TransactionMetadata To(TransactionState next)
    {
        if (!TransactionTransitions.IsLegal(State, next))
        {
            throw new InvalidOperationException($"transaction of {TransactionalId} cannot go from {State} to {next}");
        }

        bool over = next is TransactionState.Empty or TransactionState.CompleteCommit or TransactionState.CompleteAbort;
        return over ? this with { State = next, StartedMs = -1, Partitions = [], Groups = [] } : this with { State = next };
    }
}
