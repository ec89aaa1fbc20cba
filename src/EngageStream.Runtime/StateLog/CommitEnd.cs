using System.Buffers.Binary;

namespace EngageStream.Runtime.StateLog;

/// <summary>
/// The record that completes a commit. Numbers are little-endian.
/// <code>
///  0        1           2             10          14             18            19            23            31
///  ├ kind 1 ┼ version 1 ┼ commit id 8 ┼ batches 4 ┼ partitions 4 ┼ replay 1    ┼ partition 4 ┼ clock ms 8  ┼ next offset 8
///  39              47                 55             56
///  ┼ last offset 8 ┼ last record ms 8 ┼ aggregates 1 ┼ aggregates × 8 ┤
/// </code>
/// A reader takes the aggregates it knows and passes over the rest, and over what follows them.
/// </summary>
internal readonly record struct CommitEnd
{
    public const int Length = HeadLength + (ShardAggregates.Count * 8);

    private const int HeadLength = 56;

    /// <summary>The commit that is complete.</summary>
    public required ulong CommitId { get; init; }

    /// <summary>Batches that the commit has.</summary>
    public required int Batches { get; init; }

    /// <summary>Partitions of the input topic at the time.</summary>
    public required int InputPartitions { get; init; }

    /// <summary>Whether the application replays history.</summary>
    public required bool Replay { get; init; }

    /// <summary>The shard's partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Shard clock.</summary>
    public required long ClockMs { get; init; }

    /// <summary>Offset of the first input record that the states do not include.</summary>
    public required long NextInputOffset { get; init; }

    /// <summary>Offset of the last input record taken.</summary>
    public required long LastOffset { get; init; }

    /// <summary>Its Kafka timestamp.</summary>
    public required long LastTimestampMs { get; init; }

    /// <summary>Counts since the beginning.</summary>
    public required ShardAggregates Aggregates { get; init; }

    public void Write(Span<byte> record)
    {
        record[0] = (byte)RecordKind.End;
        record[1] = RecordVersion.Plain;
        BinaryPrimitives.WriteUInt64LittleEndian(record[2..], CommitId);
        BinaryPrimitives.WriteInt32LittleEndian(record[10..], Batches);
        BinaryPrimitives.WriteInt32LittleEndian(record[14..], InputPartitions);
        record[18] = Replay ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(record[19..], Partition);
        BinaryPrimitives.WriteInt64LittleEndian(record[23..], ClockMs);
        BinaryPrimitives.WriteInt64LittleEndian(record[31..], NextInputOffset);
        BinaryPrimitives.WriteInt64LittleEndian(record[39..], LastOffset);
        BinaryPrimitives.WriteInt64LittleEndian(record[47..], LastTimestampMs);
        record[55] = ShardAggregates.Count;
        Aggregates.Write(record[HeadLength..]);
    }

    /// <exception cref="InvalidDataException">The record is cut short.</exception>
    public static CommitEnd Read(ReadOnlySpan<byte> record) =>
        record.Length < HeadLength || record.Length < HeadLength + (record[55] * 8)
            ? throw new InvalidDataException($"The end of a commit in the state log has {record.Length} bytes and is cut short.")
            : new CommitEnd
            {
                CommitId = BinaryPrimitives.ReadUInt64LittleEndian(record[2..]),
                Batches = BinaryPrimitives.ReadInt32LittleEndian(record[10..]),
                InputPartitions = BinaryPrimitives.ReadInt32LittleEndian(record[14..]),
                Replay = record[18] != 0,
                Partition = BinaryPrimitives.ReadInt32LittleEndian(record[19..]),
                ClockMs = BinaryPrimitives.ReadInt64LittleEndian(record[23..]),
                NextInputOffset = BinaryPrimitives.ReadInt64LittleEndian(record[31..]),
                LastOffset = BinaryPrimitives.ReadInt64LittleEndian(record[39..]),
                LastTimestampMs = BinaryPrimitives.ReadInt64LittleEndian(record[47..]),
                Aggregates = ShardAggregates.Read(record.Slice(HeadLength, record[55] * 8)),
            };
}
