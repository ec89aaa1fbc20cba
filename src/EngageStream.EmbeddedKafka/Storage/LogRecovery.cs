using System.Globalization;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Records;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// Opens a partition's folder as a crash may have left it. Closed segments are trusted if their index ends where they
/// end; the last one is read through, its index rebuilt, and everything from the first damaged batch on cut off.
/// </summary>
internal static class LogRecovery
{
    public static RecoveredLog Open(string directory, LogSettings settings, ILogger logger)
    {
        Directory.CreateDirectory(directory);
        LogSegment.DeleteUnfinished(directory);
        long startOffset = LogStartFile.Read(directory);
        List<long> bases = OffsetsOf(directory, LogSegment.LogSuffix);
        if (bases.Count == 0)
        {
            bases.Add(startOffset);
        }

        // 1. Segments, each read through if need be.
        var segments = new List<LogSegment>();
        for (int i = 0; i < bases.Count; i++)
        {
            var segment = new LogSegment(directory, bases[i]);
            bool last = i == bases.Count - 1;
            if (last || !segment.TryOpenClosed(bases[i + 1]))
            {
                SegmentScan.Rebuild(segment, directory, logger);
                if (!last)
                {
                    segment.CloseAt(Math.Max(segment.NextOffset, bases[i + 1]));
                }
            }

            segments.Add(segment);
        }

        // 2. Segments that were merged into the one before them, which a crash kept from being deleted.
        for (int i = 1; i < segments.Count;)
        {
            if (segments[i - 1].NextOffset > segments[i].BaseOffset)
            {
                segments[i].Delete(static file => file.Dispose());
                segments.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        // 3. Segments wholly below the start, which a crash kept from being deleted.
        while (segments.Count > 1 && segments[1].BaseOffset <= startOffset)
        {
            segments[0].Delete(static file => file.Dispose());
            segments.RemoveAt(0);
        }

        // A power failure may have taken either without the other: the start back, or the batches below it away.
        startOffset = Math.Clamp(startOffset, segments[0].BaseOffset, segments[^1].NextOffset);
        (ProducerStates producers, AbortedTransactions aborted) = RecoverProducers(directory, segments, settings);
        aborted.ForgetBefore(startOffset);
        return new RecoveredLog([.. segments], producers, aborted, startOffset);
    }

    /// <summary>Keeps the two newest snapshots: the older one serves if the newer is damaged.</summary>
    public static void DeleteOldSnapshots(string directory, Action<IDisposable> close)
    {
        foreach (long offset in OffsetsOf(directory, ProducerSnapshot.Suffix).SkipLast(2))
        {
            DeletedFiles.Delete(LogSegment.PathOf(directory, offset, ProducerSnapshot.Suffix), close);
        }
    }

    private static (ProducerStates Producers, AbortedTransactions Aborted) RecoverProducers(
        string directory, List<LogSegment> segments, LogSettings settings)
    {
        long end = segments[^1].NextOffset;
        foreach (long offset in Enumerable.Reverse(OffsetsOf(directory, ProducerSnapshot.Suffix)))
        {
            var states = new ProducerStates(settings.ProducerExpiration);
            var aborted = new AbortedTransactions();
            if (offset <= end && ProducerSnapshot.TryRead(directory, offset, states, aborted))
            {
                Replay(segments, offset, states, aborted);
                return (states, aborted);
            }

            // It speaks of batches that were cut off, or is damaged.
            File.Delete(LogSegment.PathOf(directory, offset, ProducerSnapshot.Suffix));
        }

        var fresh = new ProducerStates(settings.ProducerExpiration);
        var freshAborted = new AbortedTransactions();
        Replay(segments, segments[0].BaseOffset, fresh, freshAborted);
        return (fresh, freshAborted);
    }

    private static void Replay(List<LogSegment> segments, long fromOffset, ProducerStates states, AbortedTransactions aborted)
    {
        foreach (LogSegment segment in segments.Where(s => s.NextOffset > fromOffset))
        {
            var headers = new HeaderWindow(segment);
            int position = segment.FindByOffset(fromOffset)?.Position ?? segment.Size;
            while (position < segment.Size)
            {
                var header = new RecordBatchHeader(headers.BytesAt(position));
                if (header.IsControl)
                {
                    ReplayMarker(segment, position, states, aborted);
                }
                else
                {
                    states.Record(header);
                }

                position += header.TotalBytes;
            }
        }
    }

    private static void ReplayMarker(LogSegment segment, int position, ProducerStates states, AbortedTransactions aborted)
    {
        Span<byte> marker = stackalloc byte[TransactionMarker.Size];
        marker = marker[..segment.Read(marker, position)];
        var header = new RecordBatchHeader(marker);
        if (states.RecordMarker(header) is { } first && TransactionMarker.IsAbort(marker))
        {
            aborted.Add(new AbortedTransaction(header.ProducerId, first, header.BaseOffset));
        }
    }

    private static List<long> OffsetsOf(string directory, string suffix)
    {
        var offsets = new List<long>();
        foreach (string path in Directory.EnumerateFiles(directory, "*" + suffix))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
            {
                offsets.Add(offset);
            }
        }

        offsets.Sort();
        return offsets;
    }
}
