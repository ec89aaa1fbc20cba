using System.Buffers.Binary;

namespace EngageStream.EmbeddedKafka.Records;

/// <summary>
/// The control batch that ends a transaction in a partition: a header with the transactional and control bits, and one
/// record (varints are one byte each):
/// <code>
/// at  size  field
/// 61     1  length (16)
/// 62     3  attributes, timestamp delta, offset delta (0)
/// 65     1  key length (4)
/// 66     2  version of the key (0)
/// 68     2  type: 0 abort, 1 commit
/// 70     1  value length (6)
/// 71     2  version of the value (0)
/// 73     4  coordinator epoch (0)
/// 77     1  number of headers (0)
/// </code>
/// </summary>
internal static class TransactionMarker
{
    public const int Size = RecordBatchHeader.Size + 17;

    private const short Abort = 0;
    private const short Commit = 1;
    private const int TypeAt = 68;
    private const short TransactionalControl = 0x30;

    /// <param name="producerId">Whose transaction ends.</param>
    /// <param name="epoch">The producer's epoch, a later one than the transaction's where its producer is fenced by it.</param>
    /// <param name="commit">How it ends.</param>
    /// <param name="timestamp">Ms since 1970.</param>
    public static byte[] Build(long producerId, short epoch, bool commit, long timestamp)
    {
        byte[] batch = new byte[Size];
        Span<byte> span = batch;
        BinaryPrimitives.WriteInt32BigEndian(span[8..], Size - RecordBatchHeader.LengthOverhead);
        span[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(span[21..], TransactionalControl);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(span[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], epoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], 1);
        span[61] = ZigZag(16);
        span[65] = ZigZag(4);
        BinaryPrimitives.WriteInt16BigEndian(span[TypeAt..], commit ? Commit : Abort);
        span[70] = ZigZag(6);
        BinaryPrimitives.WriteUInt32BigEndian(span[17..], RecordBatchHeader.ComputeCrc(batch));
        return batch;
    }

    /// <summary>Whether a whole control batch is an abort marker.</summary>
    public static bool IsAbort(ReadOnlySpan<byte> batch) =>
        batch.Length == Size && BinaryPrimitives.ReadInt16BigEndian(batch[TypeAt..]) == Abort;

    private static byte ZigZag(int small) => (byte)(small << 1);
}
