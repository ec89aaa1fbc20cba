namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The offsets between which readers of a log may read, and the fetches that wait for them to move. Written and waited for
/// under the partition's append lock; read without.
/// </summary>
internal sealed class ReadableRange(long startOffset, long endOffset, long stableOffset)
{
    private readonly FetchWaiters _waiters = new();
    private long _startOffset = startOffset;
    private long _endOffset = endOffset;
    private long _stableOffset = stableOffset;

    /// <summary>First offset that readers may read.</summary>
    public long StartOffset => Volatile.Read(ref _startOffset);

    /// <summary>The offset that the next record gets.</summary>
    public long HighWatermark => Volatile.Read(ref _endOffset);

    /// <summary>End of what a read_committed reader may see; read it before the high watermark, which is never below it then.</summary>
    public long LastStableOffset => Volatile.Read(ref _stableOffset);

    /// <summary>Shows readers what was appended.</summary>
    public void Advance(long endOffset, long stableOffset, int appendedBytes)
    {
        long before = _stableOffset;
        bool heldBack = before != _endOffset;
        Volatile.Write(ref _endOffset, endOffset);
        Volatile.Write(ref _stableOffset, stableOffset);

        // How much a marker sets free is not known; a fetch that waits for it looks for itself.
        _waiters.Appended(appendedBytes, stableOffset == before ? 0 : heldBack ? int.MaxValue : appendedBytes);
    }

    /// <summary>Hides what lies below an offset.</summary>
    public void MoveStart(long startOffset) => Volatile.Write(ref _startOffset, startOffset);

    /// <summary>Moves the end of what is committed without an append: where an open transaction began was deleted.</summary>
    public void MoveStable(long stableOffset)
    {
        if (stableOffset != _stableOffset)
        {
            Volatile.Write(ref _stableOffset, stableOffset);
            _waiters.Appended(0, int.MaxValue);
        }
    }

    /// <summary>Registers a waiting fetch; it is completed at once if what it may read has moved since it looked.</summary>
    public void AddWaiter(FetchWaiter waiter, long seenEndOffset)
    {
        _waiters.Add(waiter);
        if ((waiter.Committed ? _stableOffset : _endOffset) != seenEndOffset)
        {
            waiter.Complete();
        }
    }

    public void RemoveWaiter(FetchWaiter waiter) => _waiters.Remove(waiter);

    /// <summary>Ends all waiting: the log is closed.</summary>
    public void Close() => _waiters.CompleteAll();
}
