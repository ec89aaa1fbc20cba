using System.Buffers;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>
/// Compacts the closed segments of one log at a time, up to where the oldest open transaction begins: reads what is new
/// into a map of keys, then writes all segments anew without what the map says is superseded. Offsets stay.
/// </summary>
/// <remarks>Memory: the map (35 MB when full), and twice the largest batch. Appends and reads go on meanwhile.</remarks>
internal sealed class LogCompactor(ILogger logger, int mapCapacity = LogCompactor.DefaultMapCapacity)
{
    public const int DefaultMapCapacity = 500_000;

    /// <summary>Compacts a log if there is enough to do.</summary>
    /// <returns>Whether a pass was made.</returns>
    public bool Compact(PartitionLog log, CancellationToken stop)
    {
        // 1. What may be compacted, and whether it is worth it.
        LogSettings settings = log.Settings;
        long now = settings.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        var history = new CleanHistory(log.Directory);
        LogSegment[] closed = [.. log.ClosedSegments().TakeWhile(s => s.NextOffset <= log.LastStableOffset && IsOldEnough(s, settings, now))];
        long horizon = history.TombstoneHorizon(now, settings.DeleteRetentionMs);
        bool tombstonesAreOver = horizon > history.TombstonesGoneBelow;
        if (closed.Length == 0 || !(tombstonesAreOver || IsWorthIt(closed, history.CleanedTo, settings, now)))
        {
            return false;
        }

        // 2. The latest offset of every key that is new.
        var aborted = new AbortedRanges(log.AbortedBetween(0, closed[^1].NextOffset));
        var map = new OffsetMap(mapCapacity);
        long cleanedTo = Fill(map, closed, Math.Max(history.CleanedTo, log.StartOffset), aborted, stop);

        // 3. All segments up to there, without what is superseded.
        var filter = new BatchFilter(map, aborted, horizon);
        long before = closed.Sum(s => (long)s.Size);
        foreach (LogSegment[] group in Group([.. closed.Where(s => s.BaseOffset < cleanedTo)], settings))
        {
            Rewrite(log, group, filter, stop);
        }

        history.Add(cleanedTo, now, horizon);
        Log.Compacted(logger, log.Directory, cleanedTo, before, log.ClosedSegments().Where(s => s.BaseOffset < closed[^1].NextOffset).Sum(s => (long)s.Size));
        return true;
    }

    private static bool IsOldEnough(LogSegment segment, LogSettings settings, long now) =>
        settings.MinCompactionLagMs <= 0 || segment.MaxTimestamp <= now - settings.MinCompactionLagMs;

    private static bool IsWorthIt(LogSegment[] closed, long cleanedTo, LogSettings settings, long now)
    {
        LogSegment[] dirty = [.. closed.Where(s => s.NextOffset > cleanedTo)];
        long dirtyBytes = dirty.Sum(s => (long)s.Size);
        bool tooOld = dirty.Any(s => s.FirstTimestamp is { } first && first < now - settings.MaxCompactionLagMs);
        return dirtyBytes > 0 && (tooOld || dirtyBytes >= settings.MinCleanableDirtyRatio * closed.Sum(s => (long)s.Size));
    }

    /// <summary>Segments that go into one: together no larger than a segment may be.</summary>
    private static IEnumerable<LogSegment[]> Group(LogSegment[] segments, LogSettings settings)
    {
        var group = new List<LogSegment>();
        foreach (LogSegment segment in segments)
        {
            bool fits = group.Count == 0
                || (group.Sum(s => (long)s.Size) + segment.Size <= settings.SegmentBytes && segment.NextOffset - group[0].BaseOffset < int.MaxValue);
            if (!fits)
            {
                yield return [.. group];
                group.Clear();
            }

            group.Add(segment);
        }

        if (group.Count > 0)
        {
            yield return [.. group];
        }
    }

    /// <returns>The offset up to which everything is in the map: where it was full, else the end.</returns>
    private static long Fill(OffsetMap map, LogSegment[] segments, long from, AbortedRanges aborted, CancellationToken stop)
    {
        using var buffer = new BatchBuffer();
        foreach (LogSegment segment in segments.Where(s => s.NextOffset > from))
        {
            foreach (BatchLocation location in segment.BatchesFrom(0).Where(b => b.LastOffset >= from))
            {
                stop.ThrowIfCancellationRequested();
                if (map.IsFull)
                {
                    return location.BaseOffset;
                }

                Put(map, buffer.Read(segment, location), aborted);
            }
        }

        return segments[^1].NextOffset;
    }

    private static void Put(OffsetMap map, ReadOnlySpan<byte> batch, AbortedRanges aborted)
    {
        var header = new RecordBatchHeader(batch);
        if (header.IsControl || aborted.Contains(header))
        {
            return;
        }

        try
        {
            if (BatchContent.TryRead(batch, out ReadOnlySpan<byte> records))
            {
                var record = new RecordReader(records);
                while (record.Read())
                {
                    if (record.HasKey)
                    {
                        map.Put(record.Key, header.BaseOffset + record.OffsetDelta);
                    }
                }
            }
        }
        catch (InvalidDataException)
        {
            // It stays as it is, and supersedes nothing.
        }
    }

    private static void Rewrite(PartitionLog log, LogSegment[] group, BatchFilter filter, CancellationToken stop)
    {
        LogSegment.DeleteUnfinished(log.Directory);
        bool same = group.Length == 1;
        using (var cleaned = new LogSegment(log.Directory, group[0].BaseOffset, LogSegment.UnfinishedSuffix))
        using (var buffer = new BatchBuffer())
        {
            foreach (LogSegment segment in group)
            {
                foreach (BatchLocation location in segment.BatchesFrom(0))
                {
                    stop.ThrowIfCancellationRequested();
                    ReadOnlySpan<byte> left = filter.Filter(buffer.Read(segment, location));
                    same &= left.Length == location.Bytes;
                    if (!left.IsEmpty)
                    {
                        cleaned.Append(left);
                    }
                }
            }

            cleaned.CloseAt(group[^1].NextOffset);
            cleaned.Flush();
        }

        if (same || !log.Replace(group))
        {
            LogSegment.DeleteUnfinished(log.Directory);
        }
    }

    /// <summary>Holds one batch at a time.</summary>
    private sealed class BatchBuffer : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);

        public ReadOnlySpan<byte> Read(LogSegment segment, BatchLocation location)
        {
            if (_bytes.Length < location.Bytes)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(location.Bytes);
            }

            Span<byte> batch = _bytes.AsSpan(0, location.Bytes);
            segment.Read(batch, location.Position);
            return batch;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}
