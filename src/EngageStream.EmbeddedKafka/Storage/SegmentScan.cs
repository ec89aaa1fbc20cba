using System.Buffers;
using EngageStream.EmbeddedKafka.Records;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Reads a segment through, checking every batch, and makes its index and size true.</summary>
internal static class SegmentScan
{
    /// <summary>Rebuilds the index, and cuts the file at the first batch that is torn, damaged or out of order.</summary>
    public static void Rebuild(LogSegment segment, string directory, ILogger logger)
    {
        segment.ResetForScan();
        long length = segment.FileLength;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (TryReadBatch(segment, length, ref buffer, out int bytes))
            {
                segment.Register(buffer.AsSpan(0, bytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (segment.Size < length)
        {
            Log.TornTailCut(logger, directory, segment.BaseOffset, length - segment.Size, segment.NextOffset);
            segment.TruncateToSize();
        }
    }

    private static bool TryReadBatch(LogSegment segment, long fileLength, ref byte[] buffer, out int bytes)
    {
        bytes = 0;
        int position = segment.Size;
        Span<byte> start = stackalloc byte[RecordBatchHeader.Size];
        if (segment.Read(start, position) < RecordBatchHeader.Size)
        {
            return false;
        }

        var header = new RecordBatchHeader(start);
        bool plausible = header.Magic == 2
            && header.TotalBytes >= RecordBatchHeader.Size
            && header.TotalBytes <= fileLength - position
            && header.BaseOffset >= segment.NextOffset
            && header.LastOffset - segment.BaseOffset is >= 0 and < int.MaxValue
            && header.LastOffsetDelta >= 0;
        if (!plausible)
        {
            return false;
        }

        bytes = header.TotalBytes;
        if (buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(bytes);
        }

        Span<byte> batch = buffer.AsSpan(0, bytes);
        return segment.Read(batch, position) == bytes && header.Crc == RecordBatchHeader.ComputeCrc(batch);
    }
}
