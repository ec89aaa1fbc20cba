namespace EngageStream.EmbeddedKafka.Records;

/// <summary>Finds single records by time inside a batch.</summary>
internal static class RecordTimestamps
{
    /// <summary>The first record of a batch whose timestamp is at least the target.</summary>
    /// <remarks>
    /// A compressed batch is not decompressed: its first offset is the answer, which is at most one batch early and never
    /// late. A batch stamped by the broker has one time for all its records.
    /// </remarks>
    public static (long Offset, long Timestamp) FirstAtOrAfter(ReadOnlySpan<byte> batch, long target)
    {
        var header = new RecordBatchHeader(batch);
        if (header.IsLogAppendTime)
        {
            return (header.BaseOffset, header.MaxTimestamp);
        }

        if (header.IsCompressed)
        {
            return (header.BaseOffset, header.BaseTimestamp);
        }

        // A record: length varint, attributes byte, timestamp delta varint, offset delta varint, key, value, headers.
        ReadOnlySpan<byte> rest = batch[RecordBatchHeader.Size..];
        for (int i = 0; i < header.RecordCount && Varint.TryRead(ref rest, out long length) && length > 0 && length <= rest.Length; i++)
        {
            ReadOnlySpan<byte> record = rest[1..(int)length];
            rest = rest[(int)length..];
            if (!Varint.TryRead(ref record, out long timestampDelta) || !Varint.TryRead(ref record, out long offsetDelta))
            {
                break;
            }

            if (header.BaseTimestamp + timestampDelta >= target)
            {
                return (header.BaseOffset + offsetDelta, header.BaseTimestamp + timestampDelta);
            }
        }

        // The header's maximum is the producer's word; a batch that does not keep it is answered as a whole.
        return (header.BaseOffset, header.MaxTimestamp);
    }
}
