using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The log of one partition: what may be appended to it, by whom, and when readers may know (<see cref="ReadableRange"/>); its
/// bytes lie in <see cref="LogSegments"/>.
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
    private readonly LogSegments _segments;
    private readonly ReadableRange _readable;
    private readonly LogWriter _writer;
    private bool _closed;

    /// <summary>Opens a partition's folder, and recovers what a crash may have left there.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="settings">The topic's and the broker's settings.</param>
    /// <param name="logger">Told what was cut off.</param>
    /// <param name="flush">Forces a segment to the disk in place of <see cref="LogSegment.Flush"/>.</param>
    /// <param name="closeDeleted">Closes a file that is deleted; <see langword="null"/>: at once.</param>
    public PartitionLog(
        string directory, LogSettings settings, ILogger logger, Action<LogSegment>? flush = null, Action<IDisposable>? closeDeleted = null)
    {
        _directory = directory;
        _settings = settings;
        RecoveredLog recovered = LogRecovery.Open(directory, settings, logger);
        _segments = new LogSegments(
            directory, recovered.Segments, flush ?? (static segment => segment.Flush()), closeDeleted ?? (static file => file.Dispose()));
        _producers = recovered.Producers;
        _aborted = recovered.Aborted;
        long end = _segments.NextOffset;
        _readable = new ReadableRange(recovered.StartOffset, end, LogWriter.StableEnd(_producers, recovered.StartOffset, end));
        _writer = new LogWriter(directory, _segments, _readable, _producers, _aborted, logger);
    }

    public LogSettings Settings => _settings;

    public string Directory => _directory;

    /// <summary>Whether the log was closed, with its topic deleted or the broker stopping.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <inheritdoc cref="ReadableRange.StartOffset"/>
    public long StartOffset => _readable.StartOffset;

    /// <inheritdoc cref="ReadableRange.HighWatermark"/>
    public long HighWatermark => _readable.HighWatermark;

    /// <summary>End of what a read_committed reader may see: where the oldest open transaction begins, else the high watermark.</summary>
    public long LastStableOffset => _readable.LastStableOffset;

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
            long baseOffset = _readable.HighWatermark;
            RecordBatchHeader.Place(batch, baseOffset, LeaderEpoch);
            IOException? fault = _writer.TryWrite(batch, settings);
            if (fault is not null && _segments.NextOffset == baseOffset)
            {
                return AppendResult.Failed(ErrorCode.KafkaStorageError, fault.Message);
            }

            // 5. Now others may know. What is in the log counts also when it could not be forced to the disk: the next batch
            // comes after it, and whoever sends this one again is told that it is there.
            _producers.Record(new RecordBatchHeader(batch));
            _writer.Publish(batch.Length);
            return fault is null
                ? new AppendResult(ErrorCode.None, baseOffset, appendTime)
                : AppendResult.Failed(ErrorCode.KafkaStorageError, fault.Message);
        }
    }

    /// <summary>Ends a producer's transaction in this partition; nothing is written where it has no open one.</summary>
    /// <returns>False when the log is closed.</returns>
    /// <exception cref="IOException">The marker could not be written, or not be forced to the disk.</exception>
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

            long offset = _readable.HighWatermark;
            RecordBatchHeader.Place(marker, offset, LeaderEpoch);
            IOException? fault = _writer.TryWrite(marker, _settings);
            if (fault is not null && _segments.NextOffset == offset)
            {
                throw fault;
            }

            _producers.RecordMarker(new RecordBatchHeader(marker));
            if (!commit)
            {
                // Before the stable offset moves, so that whoever may read the records can know of the abort.
                _aborted.Add(new AbortedTransaction(producerId, firstOffset, offset));
            }

            _writer.Publish(marker.Length);
            return fault is null ? true : throw fault;
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

    /// <inheritdoc cref="SliceSearch.Locate"/>
    public LogSlice? Locate(long offset, long endOffset, int maxBytes, int hardLimit) =>
        SliceSearch.Locate(_segments.All, offset, endOffset, maxBytes, hardLimit);

    /// <summary>Registers a waiting fetch; it is completed at once if the log has grown since the reader looked.</summary>
    /// <param name="waiter">The fetch.</param>
    /// <param name="seenEndOffset">End of what it may read, as it was then.</param>
    public void AddWaiter(FetchWaiter waiter, long seenEndOffset)
    {
        lock (_appendLock)
        {
            _readable.AddWaiter(waiter, seenEndOffset);
            if (_closed)
            {
                waiter.Complete();
            }
        }
    }

    public void RemoveWaiter(FetchWaiter waiter)
    {
        lock (_appendLock)
        {
            _readable.RemoveWaiter(waiter);
        }
    }

    /// <summary>The first record with a timestamp (ms since 1970) of at least the target; null when there is none.</summary>
    public (long Offset, long Timestamp)? FindByTime(long timestamp) =>
        TimeSearch.FirstAtOrAfter(_segments.All, timestamp, StartOffset);

    /// <summary>The first record that has the largest timestamp of the log; null when it is empty.</summary>
    public (long Offset, long Timestamp)? FindMaxTimestamp()
    {
        long max = _segments.All.Max(s => s.MaxTimestamp);
        return max == long.MinValue ? null : FindByTime(max);
    }

    /// <summary>Moves the start of the log up to an offset (−1: the end) and deletes the segments below it.</summary>
    /// <returns>The new start offset, or <see cref="ErrorCode.OffsetOutOfRange"/>.</returns>
    public (ErrorCode Error, long StartOffset) DeleteBefore(long offset)
    {
        lock (_appendLock)
        {
            long end = _readable.HighWatermark;
            long target = offset == -1 ? end : offset;
            if (target < 0 || target > end || _closed)
            {
                return (_closed ? ErrorCode.UnknownTopicOrPartition : ErrorCode.OffsetOutOfRange, -1);
            }

            _writer.MoveStart(target, _settings);
            return (ErrorCode.None, StartOffset);
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
            if (_segments.Active.FirstTimestamp is { } first && now - first >= _settings.SegmentMs)
            {
                _writer.Roll(_settings);
            }

            _writer.MoveStart(Retention.StartAfter(_segments.All, _settings, StartOffset, LastStableOffset), _settings);
        }
    }

    /// <summary>The segments that nothing is appended to any more.</summary>
    public LogSegment[] ClosedSegments() => _segments.All[..^1];

    /// <inheritdoc cref="LogSegments.Replace"/>
    public bool Replace(LogSegment[] group)
    {
        lock (_appendLock)
        {
            return !_closed && _segments.Replace(group);
        }
    }

    /// <summary>Forces to the disk what was written since the last time; appends go on meanwhile.</summary>
    /// <exception cref="IOException">It could not be; the next call tries again.</exception>
    public void Flush()
    {
        LogSegment? active;
        lock (_appendLock)
        {
            active = _closed ? null : _segments.TakeUnflushed();
        }

        if (active is null)
        {
            return;
        }

        try
        {
            _segments.Flush(active);
        }
        catch (ObjectDisposedException)
        {
            // Deleted, or closed with the log, in between.
        }
        catch (IOException)
        {
            lock (_appendLock)
            {
                _segments.FlushAgain();
            }

            throw;
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
            _readable.Close();
            if (keep && _segments.IsUnflushed)
            {
                _segments.FlushActive();
                ProducerSnapshot.Write(_directory, HighWatermark, _producers, _aborted);
            }

            _segments.Close();
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
}
