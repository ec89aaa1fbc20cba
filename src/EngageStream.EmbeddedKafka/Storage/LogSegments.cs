using EngageStream.EmbeddedKafka.Producers;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The segments of one log, oldest first, of which the last is written to. Changed under the partition's append lock, and read
/// without: the list is replaced as a whole.
/// </summary>
/// <param name="directory">The partition's folder.</param>
/// <param name="segments">What recovery found; at least one.</param>
/// <param name="flush">Forces a segment to the disk.</param>
/// <param name="closeDeleted">Closes a file that is deleted.</param>
internal sealed class LogSegments(string directory, LogSegment[] segments, Action<LogSegment> flush, Action<IDisposable> closeDeleted)
{
    private LogSegment[] _segments = segments;

    /// <summary>The segments as they are now.</summary>
    public LogSegment[] All => Volatile.Read(ref _segments);

    /// <summary>The newest one.</summary>
    public LogSegment Active => _segments[^1];

    /// <summary>The offset after the last one written.</summary>
    public long NextOffset => Active.NextOffset;

    /// <summary>Whether something was written that was not forced to the disk yet.</summary>
    public bool IsUnflushed { get; private set; }

    /// <summary>Whether the newest segment has no room for a batch.</summary>
    public bool IsFullFor(int batchBytes, long lastOffset, int segmentBytes)
    {
        bool full = (long)Active.Size + batchBytes > segmentBytes || lastOffset - Active.BaseOffset >= int.MaxValue;
        return full && Active.Size > 0;
    }

    /// <summary>Writes a batch that has its place.</summary>
    /// <exception cref="IOException">It could not be written; nothing of it is in the log.</exception>
    public void Append(ReadOnlySpan<byte> batch)
    {
        Active.Append(batch);
        IsUnflushed = true;
    }

    /// <summary>Forces to the disk what was written last.</summary>
    public void FlushActive() => Flush(Active);

    /// <summary>Forces a segment to the disk.</summary>
    public void Flush(LogSegment segment) => flush(segment);

    /// <summary>Takes the newest segment to be flushed by the caller, without the lock; null when nothing is due.</summary>
    public LogSegment? TakeUnflushed()
    {
        LogSegment? taken = IsUnflushed ? Active : null;
        IsUnflushed = false;
        return taken;
    }

    /// <summary>A flush has failed: it is due again.</summary>
    public void FlushAgain() => IsUnflushed = true;

    /// <summary>Closes the newest segment, writes down the producers as they are there, and begins another.</summary>
    public void Roll(LogSettings settings, long endOffset, ProducerStates producers, AbortedTransactions aborted)
    {
        Active.Close();
        if (settings.Flush == FlushPolicy.Interval)
        {
            // The timer's flush knows only the newest segment.
            flush(Active);
        }

        producers.Expire(settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        ProducerSnapshot.Write(directory, endOffset, producers, aborted);
        Volatile.Write(ref _segments, [.. _segments, new LogSegment(directory, endOffset)]);
        LogRecovery.DeleteOldSnapshots(directory, closeDeleted);
    }

    /// <summary>Deletes the closed segments that lie wholly below an offset.</summary>
    public void DropBelow(long startOffset)
    {
        LogSegment[] dropped = [.. _segments.SkipLast(1).Where(s => s.NextOffset <= startOffset)];
        Volatile.Write(ref _segments, _segments[dropped.Length..]);
        foreach (LogSegment segment in dropped)
        {
            segment.Delete(closeDeleted);
        }
    }

    /// <summary>Puts the finished rewriting of neighbouring closed segments in their place.</summary>
    /// <returns>False when they are not all there any more.</returns>
    public bool Replace(LogSegment[] group)
    {
        int at = Array.IndexOf(_segments, group[0]);
        if (at < 0)
        {
            return false;
        }

        LogSegment.Finish(directory, group[0].BaseOffset);
        var cleaned = new LogSegment(directory, group[0].BaseOffset);
        if (!cleaned.TryOpenClosed(group[^1].NextOffset))
        {
            throw new InvalidDataException($"the compacted segment {cleaned.BaseOffset} does not open");
        }

        Volatile.Write(ref _segments, [.. _segments[..at], cleaned, .. _segments[(at + group.Length)..]]);
        closeDeleted(group[0]);
        foreach (LogSegment merged in group.Skip(1))
        {
            merged.Delete(closeDeleted);
        }

        return true;
    }

    public void Close()
    {
        foreach (LogSegment segment in _segments)
        {
            segment.Dispose();
        }
    }
}
