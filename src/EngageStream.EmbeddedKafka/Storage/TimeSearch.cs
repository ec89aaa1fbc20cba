using System.Buffers;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Finds records by timestamp: segment by its maximum, batch by the index and a scan, record inside the batch.</summary>
internal static class TimeSearch
{
    public static (long Offset, long Timestamp)? FirstAtOrAfter(LogSegment[] segments, long timestamp, long startOffset)
    {
        foreach (LogSegment segment in segments)
        {
            if (segment.MaxTimestamp >= timestamp && segment.FindByTime(timestamp, startOffset) is { } batch)
            {
                return InBatch(segment, batch, timestamp, startOffset);
            }
        }

        return null;
    }

    private static (long Offset, long Timestamp) InBatch(LogSegment segment, BatchLocation batch, long timestamp, long startOffset)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(batch.Bytes);
        try
        {
            Span<byte> bytes = buffer.AsSpan(0, batch.Bytes);
            segment.Read(bytes, batch.Position);
            (long offset, long found) = RecordTimestamps.FirstAtOrAfter(bytes, timestamp);

            // The start of the log may lie inside this batch.
            return (Math.Max(offset, startOffset), found);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
