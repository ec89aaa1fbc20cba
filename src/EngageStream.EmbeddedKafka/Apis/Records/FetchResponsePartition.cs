using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>Writes one partition of a fetch response.</summary>
internal static class FetchResponsePartition
{
    /// <param name="writer">The response so far.</param>
    /// <param name="version">Of the request.</param>
    /// <param name="partition">What is asked for.</param>
    /// <param name="budget">Bytes left of what the whole response should have.</param>
    /// <param name="hardLimit">Bytes that this partition may have at most, even for a single batch.</param>
    public static (int Bytes, ErrorCode Error) Write(
        ProtocolWriter writer, short version, FetchPartition partition, long budget, int hardLimit)
    {
        int start = writer.Position;
        for (; ; )
        {
            try
            {
                return TryWrite(writer, version, partition, budget, hardLimit);
            }
            catch (ObjectDisposedException)
            {
                // The segment was deleted while it was read. Look again: the offset is below the log's start by now, or
                // the topic is gone.
                writer.Truncate(start);
            }
        }
    }

    private static (int Bytes, ErrorCode Error) TryWrite(
        ProtocolWriter writer, short version, FetchPartition partition, long budget, int hardLimit)
    {
        PartitionLog? log = partition.Log is { IsClosed: false } open ? open : null;

        // In this order: the high watermark is never below the last stable offset.
        long stableOffset = log?.LastStableOffset ?? -1;
        long highWatermark = log?.HighWatermark ?? -1;
        long endOffset = partition.Committed ? stableOffset : highWatermark;
        partition.SeenEndOffset = endOffset;
        ErrorCode error = log is null ? ErrorCode.UnknownTopicOrPartition : partition.Check();
        int maxBytes = (int)Math.Clamp(budget, 0, Math.Max(0, partition.MaxBytes));
        LogSlice? slice = error == ErrorCode.None ? log!.Locate(partition.Offset, endOffset, maxBytes, hardLimit) : null;

        writer.Int32(partition.Index);
        writer.Error(error);
        writer.Int64(highWatermark);
        writer.Int64(stableOffset);
        if (version >= 5)
        {
            writer.Int64(log?.StartOffset ?? -1);
        }

        long readEnd = slice is { } read ? Math.Min(endOffset, read.Segment.NextOffset) : partition.Offset;
        WriteAborted(writer, partition.Committed && slice is not null ? log!.AbortedBetween(partition.Offset, readEnd) : []);
        if (version >= 11)
        {
            writer.Int32(-1);
        }

        int bytes = slice is { } found ? WriteRecords(writer, found) : WriteNoRecords(writer);
        writer.Tags();
        return (bytes, error);
    }

    /// <summary>An empty list where there are none, which all clients take.</summary>
    private static void WriteAborted(ProtocolWriter writer, AbortedTransaction[] aborted)
    {
        writer.ArrayLength(aborted.Length);
        foreach (AbortedTransaction transaction in aborted)
        {
            writer.Int64(transaction.ProducerId);
            writer.Int64(transaction.FirstOffset);
            writer.Tags();
        }
    }

    private static int WriteNoRecords(ProtocolWriter writer)
    {
        writer.ArrayLength(0);
        return 0;
    }

    private static int WriteRecords(ProtocolWriter writer, LogSlice slice)
    {
        int start = writer.Position;
        writer.ArrayLength(slice.Bytes);
        int prefix = writer.Position - start;
        int read = slice.Segment.Read(writer.Reserve(slice.Bytes), slice.Position);
        int whole = WholeBatches(writer.From(start + prefix)[..read]);

        // The length is known only now, and may need fewer digits than were foreseen.
        writer.Truncate(start);
        writer.ArrayLength(whole);
        int newPrefix = writer.Position - start;
        Span<byte> space = writer.Reserve(whole + prefix - newPrefix);
        if (newPrefix != prefix)
        {
            space[(prefix - newPrefix)..].CopyTo(space);
        }

        writer.Truncate(start + newPrefix + whole);
        return whole;
    }

    /// <summary>A torn last batch would be thrown away by the client and fetched again.</summary>
    private static int WholeBatches(ReadOnlySpan<byte> bytes)
    {
        int end = 0;
        while (bytes.Length - end >= RecordBatchHeader.Size)
        {
            int next = end + new RecordBatchHeader(bytes[end..]).TotalBytes;
            if (next <= end || next > bytes.Length)
            {
                break;
            }

            end = next;
        }

        return end;
    }
}
