namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The aborted transactions of a partition, in the order of their markers: what a read_committed reader must leave out.
/// 24 bytes each; kept until the log's start has passed their markers.
/// </summary>
internal sealed class AbortedTransactions
{
    private readonly Lock _lock = new();
    private readonly List<AbortedTransaction> _all = [];

    public void Add(AbortedTransaction transaction)
    {
        lock (_lock)
        {
            _all.Add(transaction);
        }
    }

    /// <summary>Those that may have records from an offset on and before another.</summary>
    public AbortedTransaction[] Between(long fromOffset, long beforeOffset)
    {
        lock (_lock)
        {
            return [.. _all.Skip(FirstWithMarkerFrom(fromOffset)).Where(t => t.FirstOffset < beforeOffset)];
        }
    }

    /// <summary>Forgets those that ended below the start of the log.</summary>
    public void ForgetBefore(long startOffset)
    {
        lock (_lock)
        {
            _all.RemoveRange(0, FirstWithMarkerFrom(startOffset));
        }
    }

    private int FirstWithMarkerFrom(long offset)
    {
        int low = 0;
        int high = _all.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_all[middle].MarkerOffset < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
