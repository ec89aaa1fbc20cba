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
                    segment.Close();
                }
            }

            segments.Add(segment);
        }

        // 2. Segments wholly below the start, which a crash kept from being deleted.
        while (segments.Count > 1 && segments[1].BaseOffset <= startOffset)
        {
            segments[0].Delete();
            segments.RemoveAt(0);
        }

        startOffset = Math.Max(startOffset, segments[0].BaseOffset);
        return new RecoveredLog([.. segments], RecoverProducers(directory, segments, settings), startOffset);
    }

    /// <summary>Keeps the two newest snapshots: the older one serves if the newer is damaged.</summary>
    public static void DeleteOldSnapshots(string directory)
    {
        foreach (long offset in OffsetsOf(directory, ProducerSnapshot.Suffix).SkipLast(2))
        {
            File.Delete(LogSegment.PathOf(directory, offset, ProducerSnapshot.Suffix));
        }
    }

    private static ProducerStates RecoverProducers(string directory, List<LogSegment> segments, LogSettings settings)
    {
        long end = segments[^1].NextOffset;
        foreach (long offset in Enumerable.Reverse(OffsetsOf(directory, ProducerSnapshot.Suffix)))
        {
            var states = new ProducerStates(settings.ProducerExpiration);
            if (offset <= end && ProducerSnapshot.TryRead(directory, offset, states))
            {
                Replay(segments, offset, states);
                return states;
            }

            // It speaks of batches that were cut off, or is damaged.
            File.Delete(LogSegment.PathOf(directory, offset, ProducerSnapshot.Suffix));
        }

        var fresh = new ProducerStates(settings.ProducerExpiration);
        Replay(segments, segments[0].BaseOffset, fresh);
        return fresh;
    }

    private static void Replay(List<LogSegment> segments, long fromOffset, ProducerStates states)
    {
        foreach (LogSegment segment in segments.Where(s => s.NextOffset > fromOffset))
        {
            var headers = new HeaderWindow(segment);
            int position = segment.FindByOffset(fromOffset)?.Position ?? segment.Size;
            while (position < segment.Size)
            {
                var header = new RecordBatchHeader(headers.BytesAt(position));
                states.Record(header);
                position += header.TotalBytes;
            }
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
