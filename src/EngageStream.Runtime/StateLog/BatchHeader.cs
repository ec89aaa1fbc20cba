using System.Buffers.Binary;

namespace EngageStream.Runtime.StateLog;

/// <summary>
/// Head of a record with users' states. Numbers are little-endian.
/// <code>
///  0        1           2             10             18              22          26
///  ├ kind 1 ┼ version 1 ┼ commit id 8 ┼ model hash 8 ┼ index 4       ┼ entries 4 ┼ entries …
///                                                     in its commit
/// </code>
/// The entries are <see cref="StateEntry"/>'s. A reader passes over what follows them.
/// </summary>
/// <param name="CommitId">Commit that the batch belongs to.</param>
/// <param name="ModelHash">Hash of the playbook that computed the due instants.</param>
/// <param name="Index">Number of the batch in its commit, from 0.</param>
/// <param name="Entries">Entries that follow.</param>
internal readonly record struct BatchHeader(ulong CommitId, ulong ModelHash, int Index, int Entries)
{
    public const int Length = 26;

    public void Write(Span<byte> record)
    {
        record[0] = (byte)RecordKind.Batch;
        record[1] = RecordVersion.Plain;
        BinaryPrimitives.WriteUInt64LittleEndian(record[2..], CommitId);
        BinaryPrimitives.WriteUInt64LittleEndian(record[10..], ModelHash);
        BinaryPrimitives.WriteInt32LittleEndian(record[18..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(record[22..], Entries);
    }

    /// <exception cref="InvalidDataException">The record is cut short.</exception>
    public static BatchHeader Read(ReadOnlySpan<byte> record) => record.Length < Length
        ? throw new InvalidDataException($"A batch in the state log has {record.Length} bytes and is cut short.")
        : new BatchHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(record[2..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[10..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[18..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[22..]));
}
