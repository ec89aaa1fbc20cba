namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group's offsets that wait for the end of their transactions, by producer id. Guarded by the coordinator's lock.</summary>
internal sealed class PendingOffsets
{
    private readonly Dictionary<long, Dictionary<(string Topic, int Partition), CommittedOffset?>> _byProducer = [];

    /// <summary>All of them as they would have to be added again, by producer.</summary>
    public IEnumerable<(long ProducerId, OffsetCommit[] Commits)> All =>
        _byProducer.Select(p => (p.Key, Valid(p.Value)));

    public void Add(long producerId, IEnumerable<OffsetCommit> commits)
    {
        if (!_byProducer.TryGetValue(producerId, out Dictionary<(string Topic, int Partition), CommittedOffset?>? pending))
        {
            _byProducer.Add(producerId, pending = []);
        }

        foreach (OffsetCommit commit in commits)
        {
            pending[(commit.Topic, commit.Partition)] = commit.Position;
        }
    }

    /// <summary>Whether a transaction may yet change the position of a partition.</summary>
    public bool Concerns(string topic, int partition) => _byProducer.Values.Any(p => p.ContainsKey((topic, partition)));

    /// <summary>A plain commit made after a transaction's wins over it, though the transaction ends later.</summary>
    public void Supersede(OffsetCommit commit)
    {
        foreach (Dictionary<(string Topic, int Partition), CommittedOffset?> pending in _byProducer.Values)
        {
            if (pending.ContainsKey((commit.Topic, commit.Partition)))
            {
                pending[(commit.Topic, commit.Partition)] = null;
            }
        }
    }

    /// <summary>Takes the offsets of a producer's transaction out, to be applied or forgotten.</summary>
    public OffsetCommit[] Take(long producerId) => _byProducer.Remove(producerId, out var pending) ? Valid(pending) : [];

    public void ForgetTopic(string topic)
    {
        foreach (Dictionary<(string Topic, int Partition), CommittedOffset?> pending in _byProducer.Values)
        {
            foreach ((string Topic, int Partition) key in pending.Keys.Where(k => k.Topic == topic).ToArray())
            {
                pending.Remove(key);
            }
        }
    }

    private static OffsetCommit[] Valid(Dictionary<(string Topic, int Partition), CommittedOffset?> pending) =>
        [.. pending.Where(o => o.Value is not null).Select(o => new OffsetCommit(o.Key.Topic, o.Key.Partition, o.Value!.Value))];
}
