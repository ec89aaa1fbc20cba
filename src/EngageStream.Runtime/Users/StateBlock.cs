using System.Buffers.Binary;

namespace EngageStream.Runtime.Users;

/// <summary>
/// A user's id and compact state in memory, padded to 8 bytes.
/// <code>
///  0        4               5                8     8 + id
///  ├ slot 4 ┼ id length-1 1 ┼ state length 3 ┼ id … ┼ state … ┤
/// </code>
/// </summary>
internal static class StateBlock
{
    public const int Unit = 8;
    public const int HeaderLength = 8;

    public static int LengthOf(int idLength, int stateLength) => (HeaderLength + idLength + stateLength + Unit - 1) & ~(Unit - 1);

    public static int LengthOf(ReadOnlySpan<byte> block) => LengthOf(IdLength(block), StateLength(block));

    public static int SlotOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt32LittleEndian(block);

    public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> block) => block.Slice(HeaderLength, IdLength(block));

    public static ReadOnlySpan<byte> StateOf(ReadOnlySpan<byte> block) =>
        block.Slice(HeaderLength + IdLength(block), StateLength(block));

    public static void Write(Span<byte> block, int slot, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, slot);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], (uint)(id.Length - 1) | ((uint)state.Length << 8));
        id.CopyTo(block[HeaderLength..]);
        state.CopyTo(block[(HeaderLength + id.Length)..]);
    }

    private static int IdLength(ReadOnlySpan<byte> block) => block[4] + 1;

    private static int StateLength(ReadOnlySpan<byte> block) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(block[4..]) >> 8);
}
