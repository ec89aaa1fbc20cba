using System.Buffers.Binary;
using System.Text;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>Makes uncompressed record batches as a producer would send them, or nearly.</summary>
internal sealed record BatchBuilder
{
    public long BaseTimestamp { get; init; } = 1_000_000;

    /// <summary>One record for each, so many ms after the base timestamp.</summary>
    public long[] TimestampDeltas { get; init; } = [0];

    /// <summary>Bytes of each value; −1: null, a tombstone.</summary>
    public int ValueBytes { get; init; } = 10;

    /// <summary>Key of every record; null: none.</summary>
    public string? Key { get; init; }

    public short Attributes { get; init; }

    public long ProducerId { get; init; } = -1;

    public short ProducerEpoch { get; init; } = -1;

    public int BaseSequence { get; init; } = -1;

    public static byte[] Records(int count, int valueBytes = 10) =>
        new BatchBuilder { TimestampDeltas = new long[count], ValueBytes = valueBytes }.Build();

    public byte[] Build()
    {
        using var body = new MemoryStream();
        for (int i = 0; i < TimestampDeltas.Length; i++)
        {
            WriteRecord(body, i);
        }

        byte[] batch = new byte[RecordBatchHeader.Size + body.Length];
        Span<byte> span = batch;
        BinaryPrimitives.WriteInt32BigEndian(span[8..], batch.Length - 12);
        BinaryPrimitives.WriteInt32BigEndian(span[12..], -1);
        span[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(span[21..], Attributes);
        BinaryPrimitives.WriteInt32BigEndian(span[23..], TimestampDeltas.Length - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], BaseTimestamp + TimestampDeltas.Max());
        BinaryPrimitives.WriteInt64BigEndian(span[43..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], TimestampDeltas.Length);
        body.ToArray().CopyTo(batch, RecordBatchHeader.Size);
        return Sealed(batch);
    }

    /// <summary>Gives a batch the CRC of its content, after a test has changed that.</summary>
    public static byte[] Sealed(byte[] batch)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), RecordBatchHeader.ComputeCrc(batch));
        return batch;
    }

    private void WriteRecord(MemoryStream body, int index)
    {
        using var record = new MemoryStream();
        record.WriteByte(0);
        Varint(record, TimestampDeltas[index]);
        Varint(record, index);
        byte[]? key = Key is null ? null : Encoding.UTF8.GetBytes(Key);
        Varint(record, key?.Length ?? -1);
        record.Write(key ?? []);
        Varint(record, ValueBytes);
        record.Write(new byte[Math.Max(0, ValueBytes)]);
        Varint(record, 0);
        Varint(body, record.Length);
        record.WriteTo(body);
    }

    private static void Varint(MemoryStream into, long value)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            into.WriteByte((byte)(zigzag | 0x80));
        }

        into.WriteByte((byte)zigzag);
    }
}
