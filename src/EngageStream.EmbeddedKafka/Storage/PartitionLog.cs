using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The log of one partition: segments of record batches, their producers, and the offsets between which readers may read.
/// </summary>
/// <remarks>
/// Writers take the append lock. Readers take none: the list of segments is replaced as a whole, and sizes and end
/// offset are published after the bytes. A reader that meets a segment deleted meanwhile gets an
/// <see cref="ObjectDisposedException"/> and looks again.
/// </remarks>
internal sealed class PartitionLog : IDisposable
{
    /// <summary>There is one broker for ever, so the leader of a partition never changes.</summary>
    public const int LeaderEpoch = 0;

    private readonly Lock _appendLock = new();
    private readonly string _directory;
    private volatile LogSettings _settings;
    private readonly ProducerStates _producers;
    private readonly AbortedTransactions _aborted;
    private readonly ILogger _logger;
    private readonly FetchWaiters _waiters = new();
    private LogSegment[] _segments;
    private long _startOffset;
    private long _endOffset;
    private long _lastStableOffset;
    private bool _unflushed;
    private bool _closed;

    public PartitionLog(string directory, LogSettings settings, ILogger logger)
    {
        _directory = directory;
        _settings = settings;
        _logger = logger;
        RecoveredLog recovered = LogRecovery.Open(directory, settings, logger);
        _segments = recovered.Segments;
        _producers = recovered.Producers;
        _aborted = recovered.Aborted;
        _startOffset = recovered.StartOffset;
        _endOffset = _segments[^1].NextOffset;
        _lastStableOffset = StableEnd();
    }

    public LogSettings Settings => _settings;

    public string Directory => _directory;

    /// <summary>Whether the log was closed, with its topic deleted or the broker stopping.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>First offset that readers may read.</summary>
    public long StartOffset => Volatile.Read(ref _startOffset);

    /// <summary>The offset that the next record gets.</summary>
    public long HighWatermark => Volatile.Read(ref _endOffset);

    /// <summary>End of what a read_committed reader may see: where the oldest open transaction begins, else the high watermark.</summary>
    public long LastStableOffset => Volatile.Read(ref _lastStableOffset);

    /// <summary>Changes the settings; what is in the log stays as it is.</summary>
    public void Configure(LogSettings settings) => _settings = settings;

    /// <summary>Appends exactly one record batch, which is altered in place.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="transactions">Says whether a transactional batch belongs to an open transaction; without it none does.</param>
    public AppendResult Append(Span<byte> batch, TransactionGate? transactions = null)
    {
        // 1. What needs no lock: form, CRC, time.
        LogSettings settings = _settings;
        (ErrorCode error, string? reason) = RecordBatchValidator.Validate(batch, settings.MaxBatchBytes, settings.LogAppendTime);
        if (error != ErrorCode.None)
        {
            return AppendResult.Failed(error, reason);
        }

        long appendTime = -1;
        if (settings.LogAppendTime)
        {
            appendTime = settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            RecordBatchHeader.StampLogAppendTime(batch, appendTime);
        }

        lock (_appendLock)
        {
            if (_closed)
            {
                return AppendResult.Failed(ErrorCode.UnknownTopicOrPartition, "the topic was deleted");
            }

            // 2. Batches of transactions that are over, fenced or do not have this partition. Asked under the lock: a
            // batch that passes is in the log before the marker that ends its transaction.
            if (RefuseTransactional(new RecordBatchHeader(batch), transactions) is var refused and not ErrorCode.None)
            {
                return AppendResult.Failed(refused, "the batch does not belong to an open transaction that has this partition");
            }

            // 3. Repeated and out-of-order batches of idempotent producers.
            SequenceVerdict verdict = _producers.Check(new RecordBatchHeader(batch));
            if (!verdict.IsAppend)
            {
                return verdict.DuplicateOf is { } earlier
                    ? new AppendResult(ErrorCode.None, earlier, appendTime)
                    : AppendResult.Failed(verdict.Error, "the sequence number or epoch does not follow the producer's last batch");
            }

            // 4. The place in the log, and the bytes.
            long baseOffset = _endOffset;
            RecordBatchHeader.Place(batch, baseOffset, LeaderEpoch);
            try
            {
                Write(batch);
            }
            catch (IOException e)
            {
                Log.AppendFailed(_logger, _directory, e);
                return AppendResult.Failed(ErrorCode.KafkaStorageError, e.Message);
            }

            // 5. Now others may know.
            _producers.Record(new RecordBatchHeader(batch));
            Publish(batch.Length);
            return new AppendResult(ErrorCode.None, baseOffset, appendTime);
        }
    }

    /// <summary>Ends a producer's transaction in this partition; nothing is written where it has no open one.</summary>
    /// <returns>False when the log is closed.</returns>
    /// <exception cref="IOException">The marker could not be written.</exception>
    public bool EndTransaction(long producerId, short epoch, bool commit)
    {
        lock (_appendLock)
        {
            if (_closed)
            {
                return false;
            }

            if (_producers.Open.FirstOffsetOf(producerId) is not { } firstOffset)
            {
                return true;
            }

            long now = _settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            byte[] marker = TransactionMarker.Build(producerId, epoch, commit, now);
            if (_settings.LogAppendTime)
            {
                RecordBatchHeader.StampLogAppendTime(marker, now);
            }

            long offset = _endOffset;
            RecordBatchHeader.Place(marker, offset, LeaderEpoch);
            Write(marker);
            _producers.RecordMarker(new RecordBatchHeader(marker));
            if (!commit)
            {
                // Before the stable offset moves, so that whoever may read the records can know of the abort.
                _aborted.Add(new AbortedTransaction(producerId, firstOffset, offset));
            }

            Publish(marker.Length);
            return true;
        }
    }

    /// <summary>Aborted transactions that may have records between two offsets.</summary>
    public AbortedTransaction[] AbortedBetween(long fromOffset, long beforeOffset) => _aborted.Between(fromOffset, beforeOffset);

    /// <summary>The producers that the log remembers.</summary>
    public ActiveProducer[] ActiveProducers()
    {
        lock (_appendLock)
        {
            return [.. _producers.Producers.Select(p => new ActiveProducer(
                p.Key, p.Value.Epoch, p.Value.LastSequence, p.Value.LastTimestamp, _producers.Open.FirstOffsetOf(p.Key) ?? -1))];
        }
    }

    /// <summary>
    /// Finds what a reader at an offset may be given: at most <paramref name="maxBytes"/>, yet at least one batch if that
    /// fits into <paramref name="hardLimit"/>, and nothing from <paramref name="endOffset"/> on, which is the high watermark
    /// or the last stable offset. Null when there is nothing (yet) or it does not fit.
    /// </summary>
    public LogSlice? Locate(long offset, long endOffset, int maxBytes, int hardLimit)
    {
        if (offset >= endOffset)
        {
            return null;
        }

        LogSegment[] segments = Volatile.Read(ref _segments);
        for (int i = SegmentSearch.IndexFor(segments, offset); i < segments.Length; i++)
        {
            if (segments[i].FindByOffset(offset) is { } first)
            {
                if (first.BaseOffset >= endOffset)
                {
                    return null;
                }

                int bytes = Math.Max(first.Bytes, Math.Min(maxBytes, segments[i].SizeBefore(endOffset) - first.Position));
                return first.Bytes <= hardLimit ? new LogSlice(segments[i], first.Position, Math.Min(bytes, hardLimit)) : null;
            }
        }

        return null;
    }

    /// <summary>Registers a waiting fetch; it is completed at once if the log has grown since the reader looked.</summary>
    /// <param name="waiter">The fetch.</param>
    /// <param name="seenEndOffset">End of what it may read, as it was then.</param>
    public void AddWaiter(FetchWaiter waiter, long seenEndOffset)
    {
        lock (_appendLock)
        {
            _waiters.Add(waiter);
            if (_closed || (waiter.Committed ? _lastStableOffset : _endOffset) != seenEndOffset)
            {
                waiter.Complete();
            }
        }
    }

    public void RemoveWaiter(FetchWaiter waiter)
    {
        lock (_appendLock)
        {
            _waiters.Remove(waiter);
        }
    }

    /// <summary>The first record with a timestamp (ms since 1970) of at least the target; null when there is none.</summary>
    public (long Offset, long Timestamp)? FindByTime(long timestamp) =>
        TimeSearch.FirstAtOrAfter(Volatile.Read(ref _segments), timestamp, StartOffset);

    /// <summary>The first record that has the largest timestamp of the log; null when it is empty.</summary>
    public (long Offset, long Timestamp)? FindMaxTimestamp()
    {
        long max = Volatile.Read(ref _segments).Max(s => s.MaxTimestamp);
        return max == long.MinValue ? null : FindByTime(max);
    }

    /// <summary>Moves the start of the log up to an offset (−1: the end) and deletes the segments below it.</summary>
    /// <returns>The new start offset, or <see cref="ErrorCode.OffsetOutOfRange"/>.</returns>
    public (ErrorCode Error, long StartOffset) DeleteBefore(long offset)
    {
        lock (_appendLock)
        {
            long target = offset == -1 ? _endOffset : offset;
            if (target < 0 || target > _endOffset || _closed)
            {
                return (_closed ? ErrorCode.UnknownTopicOrPartition : ErrorCode.OffsetOutOfRange, -1);
            }

            MoveStart(target);
            return (ErrorCode.None, _startOffset);
        }
    }

    /// <summary>Closes the newest segment when it is old enough, and deletes what the topic's limits do not keep.</summary>
    public void Retain()
    {
        lock (_appendLock)
        {
            if (_closed)
            {
                return;
            }

            long now = _settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            if (_segments[^1].FirstTimestamp is { } first && now - first >= _settings.SegmentMs)
            {
                Roll();
            }

            MoveStart(Retention.StartAfter(_segments, _settings, _startOffset, _lastStableOffset));
        }
    }

    /// <summary>The segments that nothing is appended to any more.</summary>
    public LogSegment[] ClosedSegments() => Volatile.Read(ref _segments)[..^1];

    /// <summary>Puts the finished rewriting of neighbouring closed segments in their place.</summary>
    /// <returns>False when they are not all there any more.</returns>
    public bool Replace(LogSegment[] group)
    {
        lock (_appendLock)
        {
            int at = Array.IndexOf(_segments, group[0]);
            if (_closed || at < 0)
            {
                return false;
            }

            LogSegment.Finish(_directory, group[0].BaseOffset);
            var cleaned = new LogSegment(_directory, group[0].BaseOffset);
            if (!cleaned.TryOpenClosed(group[^1].NextOffset))
            {
                throw new InvalidDataException($"the compacted segment {cleaned.BaseOffset} does not open");
            }

            Volatile.Write(ref _segments, [.. _segments[..at], cleaned, .. _segments[(at + group.Length)..]]);
            group[0].Dispose();
            foreach (LogSegment merged in group.Skip(1))
            {
                merged.Delete();
            }

            return true;
        }
    }

    /// <summary>Forces to the disk what was written since the last time; appends go on meanwhile.</summary>
    public void Flush()
    {
        LogSegment active;
        lock (_appendLock)
        {
            if (!_unflushed || _closed)
            {
                return;
            }

            _unflushed = false;
            active = _segments[^1];
        }

        try
        {
            active.Flush();
        }
        catch (ObjectDisposedException)
        {
            // Deleted, or closed with the log, in between.
        }
    }

    /// <summary>Closes the log: flushed, and with a snapshot of its producers, so that it opens quickly.</summary>
    public void Dispose() => Close(keep: true);

    /// <summary>Closes the log for deletion; readers and writers are told that the topic is gone.</summary>
    public void Abandon() => Close(keep: false);

    private void Close(bool keep)
    {
        lock (_appendLock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            if (keep && _unflushed)
            {
                _segments[^1].Flush();
                ProducerSnapshot.Write(_directory, _endOffset, _producers, _aborted);
            }

            _waiters.CompleteAll();

            foreach (LogSegment segment in _segments)
            {
                segment.Dispose();
            }
        }
    }

    private static ErrorCode RefuseTransactional(RecordBatchHeader header, TransactionGate? transactions)
    {
        if (!header.IsTransactional)
        {
            return ErrorCode.None;
        }

        return transactions?.Check(header.ProducerId, header.ProducerEpoch) ?? ErrorCode.InvalidTransactionState;
    }

    private long StableEnd() => _producers.Open.Oldest is { } oldest ? Math.Max(oldest, _startOffset) : _endOffset;

    private void Write(ReadOnlySpan<byte> batch)
    {
        RollIfFull(batch.Length, new RecordBatchHeader(batch).LastOffset);
        _segments[^1].Append(batch);
        FlushAfterAppend();
    }

    private void Publish(int appendedBytes)
    {
        long stable = _lastStableOffset;
        bool heldBack = stable != _endOffset;
        Volatile.Write(ref _endOffset, _segments[^1].NextOffset);
        Volatile.Write(ref _lastStableOffset, StableEnd());

        // How much a marker sets free is not known; a fetch that waits for it looks for itself.
        _waiters.Appended(appendedBytes, _lastStableOffset == stable ? 0 : heldBack ? int.MaxValue : appendedBytes);
    }

    private void RollIfFull(int batchBytes, long lastOffset)
    {
        LogSegment active = _segments[^1];
        bool full = (long)active.Size + batchBytes > _settings.SegmentBytes || lastOffset - active.BaseOffset >= int.MaxValue;
        if (full && active.Size > 0)
        {
            Roll();
        }
    }

    private void Roll()
    {
        LogSegment active = _segments[^1];
        active.Close();
        if (_settings.Flush == FlushPolicy.Interval)
        {
            // The timer's flush knows only the newest segment.
            active.Flush();
        }

        _producers.Expire(_settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        ProducerSnapshot.Write(_directory, _endOffset, _producers, _aborted);
        Volatile.Write(ref _segments, [.. _segments, new LogSegment(_directory, _endOffset)]);
        LogRecovery.DeleteOldSnapshots(_directory);
    }

    private void MoveStart(long target)
    {
        if (target <= _startOffset)
        {
            return;
        }

        LogStartFile.Write(_directory, target);
        Volatile.Write(ref _startOffset, target);
        if (target == _endOffset && _segments[^1].Size > 0)
        {
            Roll();
        }

        DropSegmentsBelowStart();
        _aborted.ForgetBefore(target);
        Volatile.Write(ref _lastStableOffset, StableEnd());
    }

    private void DropSegmentsBelowStart()
    {
        LogSegment[] dropped = [.. _segments.SkipLast(1).Where(s => s.NextOffset <= _startOffset)];
        Volatile.Write(ref _segments, _segments[dropped.Length..]);
        foreach (LogSegment segment in dropped)
        {
            segment.Delete();
        }
    }

    private void FlushAfterAppend()
    {
        _unflushed = true;
        if (_settings.Flush == FlushPolicy.EveryBatch)
        {
            _segments[^1].Flush();
        }
    }
}
