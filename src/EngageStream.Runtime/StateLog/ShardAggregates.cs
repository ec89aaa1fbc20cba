using System.Buffers.Binary;

namespace EngageStream.Runtime.StateLog;

/// <summary>What a shard has counted since its beginning, as the end of a commit carries it: 8 bytes each, in this order.</summary>
internal readonly record struct ShardAggregates(long Events, long Duplicates, long Late, long Faults, long TimersFired)
{
    public const int Count = 5;

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteInt64LittleEndian(into, Events);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], Duplicates);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], Late);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], Faults);
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], TimersFired);
    }

    public static ShardAggregates Read(ReadOnlySpan<byte> from) =>
        new(At(from, 0), At(from, 1), At(from, 2), At(from, 3), At(from, 4));

    private static long At(ReadOnlySpan<byte> from, int index) =>
        from.Length >= (index + 1) * 8 ? BinaryPrimitives.ReadInt64LittleEndian(from[(index * 8)..]) : 0;
}
