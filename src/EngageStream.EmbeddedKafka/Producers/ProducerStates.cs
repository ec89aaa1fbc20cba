using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>The idempotent producers that write to one partition, and their open transactions. Guarded by the partition's append lock.</summary>
internal sealed class ProducerStates(TimeSpan expiration)
{
    /// <summary>Bound on memory: beyond it the producers silent for longest are forgotten first.</summary>
    public const int MaxProducers = 50_000;

    private readonly Dictionary<long, ProducerEntry> _producers = [];

    public IReadOnlyDictionary<long, ProducerEntry> Producers => _producers;

    /// <summary>Which transactions wrote here and have not ended.</summary>
    public OpenTransactions Open { get; } = new();

    /// <summary>Checks a batch before it is appended. A producer not known (or forgotten) may begin at any sequence.</summary>
    public SequenceVerdict Check(RecordBatchHeader header)
    {
        if (!header.IsTransactional && header.ProducerId >= 0 && Open.FirstOffsetOf(header.ProducerId) is not null)
        {
            return new SequenceVerdict(ErrorCode.InvalidTransactionState, null);
        }

        return header.ProducerId >= 0 && _producers.TryGetValue(header.ProducerId, out ProducerEntry? producer)
            ? producer.Check(header)
            : SequenceVerdict.Append;
    }

    /// <summary>Notes a batch of records that is in the log.</summary>
    public void Record(RecordBatchHeader header)
    {
        if (header.ProducerId < 0)
        {
            return;
        }

        if (header.IsTransactional)
        {
            Open.Begin(header.ProducerId, header.BaseOffset);
        }

        var batch = new SequencedBatch(
            header.BaseSequence, ProducerEntry.LastSequenceOf(header), header.BaseOffset, header.MaxTimestamp);
        Restore(header.ProducerId, header.ProducerEpoch, batch);
    }

    /// <summary>Notes a marker that is in the log: it carries no sequence, and ends the producer's transaction here.</summary>
    /// <returns>First offset of the transaction; null when it had written nothing here.</returns>
    public long? RecordMarker(RecordBatchHeader header)
    {
        if (_producers.TryGetValue(header.ProducerId, out ProducerEntry? producer))
        {
            producer.Fence(header.ProducerEpoch, header.MaxTimestamp);
        }

        return Open.End(header.ProducerId);
    }

    public void Restore(long producerId, short epoch, SequencedBatch batch) => Know(producerId, epoch).Record(epoch, batch);

    /// <summary>The entry of a producer, made when there is none.</summary>
    public ProducerEntry Know(long producerId, short epoch)
    {
        if (!_producers.TryGetValue(producerId, out ProducerEntry? producer))
        {
            if (_producers.Count >= MaxProducers)
            {
                ForgetOldest(MaxProducers / 10);
            }

            producer = new ProducerEntry(epoch);
            _producers.Add(producerId, producer);
        }

        return producer;
    }

    /// <summary>Forgets producers that have not written for the expiration time before the given time (ms since 1970).</summary>
    public void Expire(long now)
    {
        long horizon = now - (long)expiration.TotalMilliseconds;
        foreach (long id in _producers.Where(p => p.Value.LastTimestamp < horizon && Open.FirstOffsetOf(p.Key) is null).Select(p => p.Key).ToArray())
        {
            _producers.Remove(id);
        }
    }

    private void ForgetOldest(int count)
    {
        foreach (long id in _producers.Where(p => Open.FirstOffsetOf(p.Key) is null).OrderBy(p => p.Value.LastTimestamp).Take(count).Select(p => p.Key).ToArray())
        {
            _producers.Remove(id);
        }
    }
}
