using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>All transactional ids, by id and by producer id; a state is in the journal before anyone can see it.</summary>
internal sealed class TransactionStore : IDisposable
{
    private readonly Lock _journalLock = new();
    private readonly ConcurrentDictionary<string, TransactionEntry> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TransactionEntry> _byProducer = new();
    private readonly TransactionJournal _journal;
    private bool _disposed;

    public TransactionStore(BrokerOptions options, ILogger logger)
    {
        _journal = new TransactionJournal(options.DataDirectory, options.Flush == FlushPolicy.EveryBatch, Publish);
        if (_journal.CutBytes > 0)
        {
            Log.TransactionJournalCut(logger, _journal.CutBytes);
        }
    }

    public IEnumerable<TransactionEntry> All => _byId.Values;

    public TransactionEntry? Find(string transactionalId) => _byId.GetValueOrDefault(transactionalId);

    public TransactionEntry FindOrAdd(string transactionalId) => _byId.GetOrAdd(transactionalId, _ => new TransactionEntry());

    /// <summary>The state of the transactional id that has a producer id; takes no lock.</summary>
    public TransactionMetadata? OfProducer(long producerId) =>
        _byProducer.TryGetValue(producerId, out TransactionEntry? entry) && entry.Current is { } state && state.ProducerId == producerId
            ? state
            : null;

    /// <summary>Writes a state down, then publishes it. The caller holds the entry's lock.</summary>
    public TransactionMetadata Set(TransactionMetadata state)
    {
        lock (_journalLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _journal.Append(state);
            Publish(state);
            if (_journal.WantsRewrite)
            {
                _journal.Rewrite(_byId.Values.Select(e => e.Current).OfType<TransactionMetadata>());
            }
        }

        return state;
    }

    public void Flush()
    {
        lock (_journalLock)
        {
            if (!_disposed)
            {
                _journal.Flush();
            }
        }
    }

    public void Dispose()
    {
        lock (_journalLock)
        {
            _disposed = true;
            _journal.Flush();
            _journal.Dispose();
        }
    }

    private void Publish(TransactionMetadata state)
    {
        TransactionEntry entry = FindOrAdd(state.TransactionalId);
        if (entry.Current is { } before && before.ProducerId != state.ProducerId)
        {
            _byProducer.TryRemove(before.ProducerId, out _);
        }

        entry.Current = state;
        _byProducer[state.ProducerId] = entry;
    }
}
