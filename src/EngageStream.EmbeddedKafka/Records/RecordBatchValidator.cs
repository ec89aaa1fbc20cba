using System.Buffers.Binary;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Records;

/// <summary>Decides whether what a producer sent for one partition may enter the log.</summary>
internal static class RecordBatchValidator
{
    private const int MagicAt = 16;

    /// <summary>Checks form, size and CRC of a produce request's records; compressed records are not looked into.</summary>
    /// <returns><see cref="ErrorCode.None"/>, or the error and its reason.</returns>
    public static (ErrorCode Error, string? Reason) Validate(ReadOnlySpan<byte> records, int maxBatchBytes, bool logAppendTime)
    {
        if (records.Length <= MagicAt)
        {
            return (ErrorCode.CorruptMessage, "the records are shorter than any batch");
        }

        if (records[MagicAt] != 2)
        {
            return (ErrorCode.UnsupportedForMessageFormat, $"only record batches of format 2 are accepted, not {records[MagicAt]}");
        }

        if (records.Length < RecordBatchHeader.Size)
        {
            return (ErrorCode.CorruptMessage, "the record batch is shorter than its header");
        }

        var header = new RecordBatchHeader(records);
        int length = BinaryPrimitives.ReadInt32BigEndian(records[8..]);
        if (length != records.Length - RecordBatchHeader.LengthOverhead)
        {
            return length > 0 && length < records.Length - RecordBatchHeader.LengthOverhead
                ? (ErrorCode.InvalidRecord, "a produce request carries exactly one record batch per partition")
                : (ErrorCode.CorruptMessage, "the length of the record batch is wrong");
        }

        if (records.Length > maxBatchBytes)
        {
            return (ErrorCode.MessageTooLarge, $"the batch of {records.Length} bytes exceeds max.message.bytes ({maxBatchBytes})");
        }

        if (header.Crc != RecordBatchHeader.ComputeCrc(records))
        {
            return (ErrorCode.CorruptMessage, "the CRC of the record batch is wrong");
        }

        return ValidateContent(header, logAppendTime);
    }

    private static (ErrorCode Error, string? Reason) ValidateContent(RecordBatchHeader header, bool logAppendTime)
    {
        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1)
        {
            return (ErrorCode.InvalidRecord, "the record count does not match the offsets");
        }

        if (header.IsControl)
        {
            return (ErrorCode.InvalidRecord, "clients may not write control batches");
        }

        if (header.IsTransactional && header.ProducerId < 0)
        {
            return (ErrorCode.InvalidRecord, "a transactional batch needs a producer id");
        }

        if (header.IsLogAppendTime && !logAppendTime)
        {
            return (ErrorCode.InvalidTimestamp, "the producer may not set the log append time");
        }

        if (header.ProducerId >= 0 && (header.ProducerEpoch < 0 || header.BaseSequence < 0))
        {
            return (ErrorCode.InvalidRecord, "an idempotent batch needs a producer epoch and a sequence number");
        }

        return (ErrorCode.None, null);
    }
}
