using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
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
    private readonly LogSettings _settings;
    private readonly ProducerStates _producers;
    private readonly ILogger _logger;
    private readonly List<FetchWaiter> _waiters = [];
    private LogSegment[] _segments;
    private long _startOffset;
    private long _endOffset;
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
        _startOffset = recovered.StartOffset;
        _endOffset = _segments[^1].NextOffset;
    }

    /// <summary>Whether the log was closed, with its topic deleted or the broker stopping.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>First offset that readers may read.</summary>
    public long StartOffset => Volatile.Read(ref _startOffset);

    /// <summary>The offset that the next record gets.</summary>
    public long HighWatermark => Volatile.Read(ref _endOffset);

    /// <summary>End of what a read_committed reader may see: the high watermark as long as there are no transactions.</summary>
    public long LastStableOffset => HighWatermark;

    /// <summary>Appends exactly one record batch, which is altered in place.</summary>
    public AppendResult Append(Span<byte> batch)
    {
        // 1. What needs no lock: form, CRC, time.
        (ErrorCode error, string? reason) = RecordBatchValidator.Validate(batch, _settings.MaxBatchBytes, _settings.LogAppendTime);
        if (error != ErrorCode.None)
        {
            return AppendResult.Failed(error, reason);
        }

        long appendTime = -1;
        if (_settings.LogAppendTime)
        {
            appendTime = _settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            RecordBatchHeader.StampLogAppendTime(batch, appendTime);
        }

        lock (_appendLock)
        {
            if (_closed)
            {
                return AppendResult.Failed(ErrorCode.UnknownTopicOrPartition, "the topic was deleted");
            }

            // 2. Repeated and out-of-order batches of idempotent producers.
            SequenceVerdict verdict = _producers.Check(new RecordBatchHeader(batch));
            if (!verdict.IsAppend)
            {
                return verdict.DuplicateOf is { } earlier
                    ? new AppendResult(ErrorCode.None, earlier, appendTime)
                    : AppendResult.Failed(verdict.Error, "the sequence number or epoch does not follow the producer's last batch");
            }

            // 3. The place in the log, and the bytes.
            long baseOffset = _endOffset;
            RecordBatchHeader.Place(batch, baseOffset, LeaderEpoch);
            try
            {
                RollIfFull(batch.Length, new RecordBatchHeader(batch).LastOffset);
                _segments[^1].Append(batch);
                FlushAfterAppend();
            }
            catch (IOException e)
            {
                Log.AppendFailed(_logger, _directory, e);
                return AppendResult.Failed(ErrorCode.KafkaStorageError, e.Message);
            }

            // 4. Now others may know.
            _producers.Record(new RecordBatchHeader(batch));
            Volatile.Write(ref _endOffset, _segments[^1].NextOffset);
            foreach (FetchWaiter waiter in _waiters)
            {
                waiter.Appended(batch.Length);
            }

            return new AppendResult(ErrorCode.None, baseOffset, appendTime);
        }
    }

    /// <summary>
    /// Finds what a reader at an offset may be given: at most <paramref name="maxBytes"/>, yet at least one batch if that
    /// fits into <paramref name="hardLimit"/>. Null when there is nothing (yet) or it does not fit.
    /// </summary>
    public LogSlice? Locate(long offset, int maxBytes, int hardLimit)
    {
        if (offset >= HighWatermark)
        {
            return null;
        }

        LogSegment[] segments = Volatile.Read(ref _segments);
        for (int i = SegmentSearch.IndexFor(segments, offset); i < segments.Length; i++)
        {
            if (segments[i].FindByOffset(offset) is { } first)
            {
                int bytes = Math.Max(first.Bytes, Math.Min(maxBytes, segments[i].Size - first.Position));
                return first.Bytes <= hardLimit ? new LogSlice(segments[i], first.Position, Math.Min(bytes, hardLimit)) : null;
            }
        }

        return null;
    }

    /// <summary>Registers a waiting fetch; it is completed at once if the log has grown since the reader looked.</summary>
    public void AddWaiter(FetchWaiter waiter, long seenEndOffset)
    {
        lock (_appendLock)
        {
            _waiters.Add(waiter);
            if (_closed || _endOffset != seenEndOffset)
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

            if (target > _startOffset)
            {
                LogStartFile.Write(_directory, target);
                Volatile.Write(ref _startOffset, target);
                if (target == _endOffset && _segments[^1].Size > 0)
                {
                    Roll();
                }

                DropSegmentsBelowStart();
            }

            return (ErrorCode.None, _startOffset);
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
                ProducerSnapshot.Write(_directory, _endOffset, _producers);
            }

            foreach (FetchWaiter waiter in _waiters)
            {
                waiter.Complete();
            }

            foreach (LogSegment segment in _segments)
            {
                segment.Dispose();
            }
        }
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
        ProducerSnapshot.Write(_directory, _endOffset, _producers);
        Volatile.Write(ref _segments, [.. _segments, new LogSegment(_directory, _endOffset)]);
        LogRecovery.DeleteOldSnapshots(_directory);
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
