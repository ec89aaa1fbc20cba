using System.Collections.Immutable;
using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>
/// The coordinator of all transactions. The end of one is synchronous: it is answered when every marker is written, so a
/// committed transaction is visible at once and the next can begin without a wait.
/// </summary>
/// <remarks>
/// Locks are taken in this order: a transactional id's, then a partition's or the groups', then the journal's. The check
/// of a produce request takes none (see <see cref="TransactionGate"/>).
/// </remarks>
internal sealed class TransactionCoordinator : IDisposable
{
    /// <summary>Kafka's default of <c>transaction.max.timeout.ms</c>.</summary>
    public const int MaxTimeoutMs = 15 * 60 * 1000;

    private static readonly TimeSpan ScanInterval = TimeSpan.FromMilliseconds(500);

    private readonly TransactionStore _store;
    private readonly ProducerIds _ids;
    private readonly TransactionEnd _end;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _scan;

    /// <summary>Reads the journal, and completes what a crash left half ended.</summary>
    public TransactionCoordinator(BrokerOptions options, TopicCatalog topics, GroupCoordinator groups, ProducerIds ids, ILogger logger)
    {
        _time = options.TimeProvider;
        _logger = logger;
        _ids = ids;
        _store = new TransactionStore(options, logger);
        _end = new TransactionEnd(_store, topics, groups);
        Scan();
        _scan = _time.CreateTimer(_ => Scan(), null, ScanInterval, ScanInterval);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Gives a transactional id its next epoch, which fences whoever had the last one, and aborts what that one left open.
    /// </summary>
    /// <param name="transactionalId">The id.</param>
    /// <param name="timeoutMs">How long its transactions may last.</param>
    /// <param name="expected">What a producer that wants another epoch for itself has (KIP-360).</param>
    public ProducerIdReply InitProducerId(string transactionalId, int timeoutMs, ProducerIdentity expected)
    {
        if (transactionalId.Length == 0)
        {
            return ProducerIdReply.Failed(ErrorCode.InvalidRequest);
        }

        if (timeoutMs is <= 0 or > MaxTimeoutMs)
        {
            return ProducerIdReply.Failed(ErrorCode.InvalidTransactionTimeout);
        }

        TransactionEntry entry = _store.FindOrAdd(transactionalId);
        lock (entry.Lock)
        {
            if (entry.Current is not { } current)
            {
                return Give(new TransactionMetadata(transactionalId, _ids.Next(), 0) { TimeoutMs = timeoutMs });
            }

            if (expected.Id >= 0 && !ProducerEpochs.MayAsk(current, expected))
            {
                return ProducerIdReply.Failed(ErrorCode.ProducerFenced);
            }

            if (!_end.TryFinish(entry) || !_end.TryAbort(entry))
            {
                return ProducerIdReply.Failed(ErrorCode.ConcurrentTransactions);
            }

            if (ProducerEpochs.IsRepeated(current, expected))
            {
                return new ProducerIdReply(ErrorCode.None, new ProducerIdentity(current.ProducerId, current.Epoch));
            }

            return Give(ProducerEpochs.Next(entry.Current, expected, _ids) with { TimeoutMs = timeoutMs });
        }
    }

    /// <summary>Lets partitions take part in the producer's transaction, which begins with the first of them.</summary>
    public ErrorCode AddPartitions(string transactionalId, ProducerIdentity producer, IEnumerable<TopicPartition> partitions) =>
        Change(transactionalId, producer, state => Join(state, state.Partitions.Union(partitions), state.Groups));

    /// <summary>Lets a group's offsets take part in the producer's transaction.</summary>
    public ErrorCode AddGroup(string transactionalId, ProducerIdentity producer, string groupId) =>
        Change(transactionalId, producer, state => Join(state, state.Partitions, state.Groups.Add(groupId)));

    /// <summary>Runs the commit of a group's offsets while the transaction cannot end.</summary>
    public ErrorCode CommitOffsets(string transactionalId, ProducerIdentity producer, string groupId, Func<ErrorCode> commit)
    {
        ErrorCode error = Find(transactionalId, out TransactionEntry? entry);
        if (error != ErrorCode.None)
        {
            return error;
        }

        lock (entry!.Lock)
        {
            TransactionMetadata state = entry.Current!;
            error = CheckProducer(state, producer);
            if (error != ErrorCode.None)
            {
                return error == ErrorCode.ProducerFenced ? ErrorCode.InvalidProducerEpoch : error;
            }

            return state.State == TransactionState.Ongoing && state.Groups.Contains(groupId) ? commit() : ErrorCode.InvalidTransactionState;
        }
    }

    /// <summary>Commits or aborts; answered when every marker is written. The same request may come again.</summary>
    public ErrorCode EndTransaction(string transactionalId, ProducerIdentity producer, bool commit)
    {
        ErrorCode error = Find(transactionalId, out TransactionEntry? entry);
        if (error != ErrorCode.None)
        {
            return error;
        }

        lock (entry!.Lock)
        {
            error = CheckProducer(entry.Current!, producer);
            return error == ErrorCode.None ? _end.End(entry, commit) : error;
        }
    }

    /// <summary>Whether a producer may write transactional records to a partition now. Takes no lock.</summary>
    public ErrorCode CheckProduce(long producerId, short epoch, TopicPartition partition)
    {
        if (_store.OfProducer(producerId) is not { } state)
        {
            return ErrorCode.InvalidProducerIdMapping;
        }

        if (state.Epoch != epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        return state.State == TransactionState.Ongoing && state.Partitions.Contains(partition)
            ? ErrorCode.None
            : ErrorCode.InvalidTransactionState;
    }

    public void Flush() => _store.Flush();

    public void Dispose()
    {
        _scan.Dispose();
        _store.Dispose();
    }

    private static ErrorCode CheckProducer(TransactionMetadata state, ProducerIdentity producer)
    {
        if (state.ProducerId != producer.Id)
        {
            return ErrorCode.InvalidProducerIdMapping;
        }

        return state.Epoch == producer.Epoch ? ErrorCode.None : ErrorCode.ProducerFenced;
    }

    private ErrorCode Find(string transactionalId, out TransactionEntry? entry)
    {
        entry = transactionalId.Length == 0 ? null : _store.Find(transactionalId);
        if (entry?.Current is not null)
        {
            return ErrorCode.None;
        }

        return transactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.InvalidProducerIdMapping;
    }

    private ErrorCode Change(string transactionalId, ProducerIdentity producer, Func<TransactionMetadata, TransactionMetadata> change)
    {
        ErrorCode error = Find(transactionalId, out TransactionEntry? entry);
        if (error != ErrorCode.None)
        {
            return error;
        }

        lock (entry!.Lock)
        {
            TransactionMetadata state = entry.Current!;
            error = CheckProducer(state, producer);
            if (error == ErrorCode.None && state.IsPrepared)
            {
                error = ErrorCode.ConcurrentTransactions;
            }

            if (error == ErrorCode.None && change(state) is var next && next != state)
            {
                _store.Set(next);
            }

            return error;
        }
    }

    private TransactionMetadata Join(
        TransactionMetadata state,
        ImmutableHashSet<TopicPartition> partitions,
        ImmutableHashSet<string> groups)
    {
        long started = state.State == TransactionState.Ongoing ? state.StartedMs : NowMs;
        return state.To(TransactionState.Ongoing) with { StartedMs = started, Partitions = partitions, Groups = groups };
    }

    private ProducerIdReply Give(TransactionMetadata state)
    {
        _store.Set(state);
        return new ProducerIdReply(ErrorCode.None, new ProducerIdentity(state.ProducerId, state.Epoch));
    }

    /// <summary>Completes what is prepared, and aborts what has taken too long.</summary>
    private void Scan()
    {
        foreach (TransactionEntry entry in _store.All)
        {
            lock (entry.Lock)
            {
                ScanOne(entry);
            }
        }
    }

    private void ScanOne(TransactionEntry entry)
    {
        try
        {
            bool timedOut = entry.Current?.IsTimedOut(NowMs) ?? false;
            if (timedOut)
            {
                Log.TransactionTimedOut(_logger, entry.Current!.TransactionalId, entry.Current.ProducerId, entry.Current.TimeoutMs);
            }

            _ = timedOut ? _end.TryAbort(entry) : _end.TryFinish(entry);
        }
        catch (IOException e)
        {
            Log.TransactionEndFailed(_logger, entry.Current?.TransactionalId ?? "", e);
        }
        catch (ObjectDisposedException)
        {
            // The broker stops; what is left is done at the next start.
        }
    }
}
