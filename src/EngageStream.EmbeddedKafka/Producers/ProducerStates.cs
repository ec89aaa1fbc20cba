using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>The idempotent producers that write to one partition. Guarded by the partition's append lock.</summary>
internal sealed class ProducerStates(TimeSpan expiration)
{
    /// <summary>Bound on memory: beyond it the producers silent for longest are forgotten first.</summary>
    public const int MaxProducers = 50_000;

    private readonly Dictionary<long, ProducerEntry> _producers = [];

    public IReadOnlyDictionary<long, ProducerEntry> Producers => _producers;

    /// <summary>Checks a batch before it is appended. A producer not known (or forgotten) may begin at any sequence.</summary>
    public SequenceVerdict Check(RecordBatchHeader header) =>
        header.ProducerId >= 0 && _producers.TryGetValue(header.ProducerId, out ProducerEntry? producer)
            ? producer.Check(header)
            : SequenceVerdict.Append;

    /// <summary>Notes a batch that is in the log. Control batches carry no sequence and are skipped.</summary>
    public void Record(RecordBatchHeader header)
    {
        if (header.ProducerId < 0 || header.IsControl)
        {
            return;
        }

        var batch = new SequencedBatch(
            header.BaseSequence, ProducerEntry.LastSequenceOf(header), header.BaseOffset, header.MaxTimestamp);
        Restore(header.ProducerId, header.ProducerEpoch, batch);
    }

    public void Restore(long producerId, short epoch, SequencedBatch batch)
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

        producer.Record(epoch, batch);
    }

    /// <summary>Forgets producers that have not written for the expiration time before the given time (ms since 1970).</summary>
    public void Expire(long now)
    {
        long horizon = now - (long)expiration.TotalMilliseconds;
        foreach (long id in _producers.Where(p => p.Value.LastTimestamp < horizon).Select(p => p.Key).ToArray())
        {
            _producers.Remove(id);
        }
    }

    private void ForgetOldest(int count)
    {
        foreach (long id in _producers.OrderBy(p => p.Value.LastTimestamp).Take(count).Select(p => p.Key).ToArray())
        {
            _producers.Remove(id);
        }
    }
}
