using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>Ends transactions: decision into the journal, a marker into each partition, the groups' offsets, and done.</summary>
/// <remarks>Every method is called under the lock of its entry.</remarks>
internal sealed class TransactionEnd(TransactionStore store, TopicCatalog topics, GroupCoordinator groups)
{
    /// <summary>What its producer asks for. Asking again for what has happened is no error.</summary>
    public ErrorCode End(TransactionEntry entry, bool commit)
    {
        TransactionState prepared = commit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort;
        TransactionState complete = commit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort;
        TransactionMetadata state = entry.Current!;
        if (state.State == complete)
        {
            return ErrorCode.None;
        }

        if (state.State == TransactionState.Ongoing)
        {
            state = store.Set(state.To(prepared));
        }

        if (state.State != prepared)
        {
            return ErrorCode.InvalidTransactionState;
        }

        return TryFinish(entry) ? ErrorCode.None : ErrorCode.ConcurrentTransactions;
    }

    /// <summary>Aborts an ongoing transaction over its producer's head, who loses its epoch by it.</summary>
    /// <returns>False when its markers could not all be written yet.</returns>
    public bool TryAbort(TransactionEntry entry)
    {
        if (entry.Current is { State: TransactionState.Ongoing } state)
        {
            TransactionMetadata fenced = state with { Epoch = (short)(state.Epoch + 1), LastEpoch = TransactionMetadata.NoEpoch };
            store.Set(fenced.To(TransactionState.PrepareAbort));
        }

        return TryFinish(entry);
    }

    /// <summary>Writes the markers of a prepared transaction, if there is one, that are not written yet.</summary>
    /// <returns>False when some could not be written; they are tried again.</returns>
    public bool TryFinish(TransactionEntry entry)
    {
        if (entry.Current is not { IsPrepared: true } state)
        {
            return true;
        }

        // Partitions first: whoever sees the offsets can see what was written with them.
        bool commit = state.State == TransactionState.PrepareCommit;
        if (!state.Partitions.All(p => TryMark(p, state, commit)))
        {
            return false;
        }

        groups.EndTransaction(state.Groups, state.ProducerId, commit);
        store.Set(state.To(commit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort));
        return true;
    }

    private bool TryMark(TopicPartition partition, TransactionMetadata state, bool commit)
    {
        PartitionLog? log = topics.Partition(partition.Topic, partition.Partition);
        if (log is null || log.EndTransaction(state.ProducerId, state.Epoch, commit))
        {
            return true;
        }

        // Closed: deleted, and then nothing is left to mark; or the broker stops.
        return topics.Partition(partition.Topic, partition.Partition) != log;
    }
}
