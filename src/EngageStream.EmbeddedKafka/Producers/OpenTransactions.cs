namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>The transactions that have written to a partition and not ended there, by producer id, with their first offsets.</summary>
internal sealed class OpenTransactions
{
    private readonly Dictionary<long, long> _firstOffsets = [];

    public IReadOnlyDictionary<long, long> All => _firstOffsets;

    /// <summary>First offset of the oldest of them: where the stable part of the log ends. Null when there are none.</summary>
    public long? Oldest => _firstOffsets.Count == 0 ? null : _firstOffsets.Values.Min();

    public long? FirstOffsetOf(long producerId) => _firstOffsets.TryGetValue(producerId, out long first) ? first : null;

    /// <summary>Notes a transactional batch; only the first of a transaction counts.</summary>
    public void Begin(long producerId, long offset) => _firstOffsets.TryAdd(producerId, offset);

    public long? End(long producerId) => _firstOffsets.Remove(producerId, out long first) ? first : null;
}
