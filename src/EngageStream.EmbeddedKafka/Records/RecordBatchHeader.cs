using System.Buffers.Binary;

namespace EngageStream.EmbeddedKafka.Records;

/// <summary>
/// The header of a record batch, format v2 (big-endian), as it is on the wire and in the log:
/// <code>
/// at  size  field
///  0     8  baseOffset             given by the broker; not covered by the CRC
///  8     4  batchLength            bytes after this field
/// 12     4  partitionLeaderEpoch   given by the broker; not covered by the CRC
/// 16     1  magic                  2
/// 17     4  crc                    CRC-32C of everything from attributes to the end
/// 21     2  attributes             bits 0–2 compression, 3 log append time, 4 transactional, 5 control, 6 delete horizon
/// 23     4  lastOffsetDelta
/// 27     8  baseTimestamp          ms since 1970
/// 35     8  maxTimestamp           ms since 1970
/// 43     8  producerId             -1: neither idempotent nor transactional
/// 51     2  producerEpoch
/// 53     4  baseSequence
/// 57     4  recordCount
/// 61     …  records, compressed as a whole
/// </code>
/// </summary>
internal readonly ref struct RecordBatchHeader(ReadOnlySpan<byte> bytes)
{
    public const int Size = 61;

    /// <summary>Bytes of base offset and batch length, which <c>batchLength</c> does not count.</summary>
    public const int LengthOverhead = 12;

    private const int MagicAt = 16;
    private const int CrcAt = 17;
    private const int AttributesAt = 21;
    private const int MaxTimestampAt = 35;
    private const short LogAppendTimeBit = 0x08;
    private const short CompressionMask = 0x07;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public long BaseOffset => BinaryPrimitives.ReadInt64BigEndian(_bytes);

    /// <summary>Whole size of the batch in bytes; meaningless (perhaps negative) in a corrupt one.</summary>
    public int TotalBytes => unchecked(BinaryPrimitives.ReadInt32BigEndian(_bytes[8..]) + LengthOverhead);

    public byte Magic => _bytes[MagicAt];

    public uint Crc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[CrcAt..]);

    public short Attributes => BinaryPrimitives.ReadInt16BigEndian(_bytes[AttributesAt..]);

    public int Compression => Attributes & CompressionMask;

    public bool IsCompressed => Compression != 0;

    public bool IsLogAppendTime => (Attributes & LogAppendTimeBit) != 0;

    public bool IsTransactional => (Attributes & 0x10) != 0;

    public bool IsControl => (Attributes & 0x20) != 0;

    public int LastOffsetDelta => BinaryPrimitives.ReadInt32BigEndian(_bytes[23..]);

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public long BaseTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[27..]);

    public long MaxTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[MaxTimestampAt..]);

    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(_bytes[43..]);

    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_bytes[51..]);

    public int BaseSequence => BinaryPrimitives.ReadInt32BigEndian(_bytes[53..]);

    public int RecordCount => BinaryPrimitives.ReadInt32BigEndian(_bytes[57..]);

    /// <summary>The CRC over a whole batch.</summary>
    public static uint ComputeCrc(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[AttributesAt..]);

    /// <summary>Writes what the broker decides at append: place in the log and leader epoch.</summary>
    public static void Place(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], leaderEpoch);
    }

    /// <summary>Makes a header fit for fewer records than it was written for, which are not compressed; offsets stay.</summary>
    public static void Shrink(Span<byte> batch, int recordCount, long maxTimestamp)
    {
        BinaryPrimitives.WriteInt32BigEndian(batch[8..], batch.Length - LengthOverhead);
        short attributes = (short)(BinaryPrimitives.ReadInt16BigEndian(batch[AttributesAt..]) & ~CompressionMask);
        BinaryPrimitives.WriteInt16BigEndian(batch[AttributesAt..], attributes);
        BinaryPrimitives.WriteInt64BigEndian(batch[MaxTimestampAt..], maxTimestamp);
        BinaryPrimitives.WriteInt32BigEndian(batch[57..], recordCount);
        BinaryPrimitives.WriteUInt32BigEndian(batch[CrcAt..], ComputeCrc(batch));
    }

    /// <summary>Gives the batch the broker's time: attribute bit, maximum timestamp, new CRC. Record deltas stay as they are.</summary>
    public static void StampLogAppendTime(Span<byte> batch, long timestamp)
    {
        short attributes = (short)(BinaryPrimitives.ReadInt16BigEndian(batch[AttributesAt..]) | LogAppendTimeBit);
        BinaryPrimitives.WriteInt16BigEndian(batch[AttributesAt..], attributes);
        BinaryPrimitives.WriteInt64BigEndian(batch[MaxTimestampAt..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(batch[CrcAt..], ComputeCrc(batch));
    }
}
