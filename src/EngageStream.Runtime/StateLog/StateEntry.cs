using System.Buffers.Binary;

namespace EngageStream.Runtime.StateLog;

/// <summary>
/// One user in a batch.
/// <code>
///  0               1    1 + id              +1–3
///  ├ id length-1 1 ┼ id ┼ state length v 1–3 ┼ next due ms 8 ┼ state ┤   a state length of 0 erases the user and ends the entry
/// </code>
/// A varint (v) carries 7 bits a byte, the lowest first; the top bit says that more follow.
/// </summary>
internal static class StateEntry
{
    /// <summary>Most bytes that an entry adds to its id and state.</summary>
    public const int MaxOverhead = 1 + 3 + 8;

    /// <summary>Writes an entry and returns its length.</summary>
    public static int Write(Span<byte> into, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state)
    {
        into[0] = (byte)(id.Length - 1);
        id.CopyTo(into[1..]);
        int at = 1 + id.Length;
        uint rest = (uint)state.Length;
        for (; rest >= 0x80; rest >>= 7)
        {
            into[at++] = (byte)(rest | 0x80);
        }

        into[at++] = (byte)rest;
        if (state.IsEmpty)
        {
            return at;
        }

        BinaryPrimitives.WriteInt64LittleEndian(into[at..], dueMs);
        state.CopyTo(into[(at + 8)..]);
        return at + 8 + state.Length;
    }

    /// <summary>Reads the entry at the start of <paramref name="from"/> and returns its length.</summary>
    /// <exception cref="InvalidDataException">The entry is cut short.</exception>
    public static int Read(ReadOnlySpan<byte> from, out ReadOnlySpan<byte> id, out long dueMs, out ReadOnlySpan<byte> state)
    {
        try
        {
            id = from.Slice(1, from[0] + 1);
            int at = 1 + id.Length;
            int length = 0;
            int shift = 0;
            do
            {
                length |= (from[at] & 0x7f) << shift;
                shift += 7;
            }
            while ((from[at++] & 0x80) != 0 && shift < 21);

            dueMs = 0;
            state = default;
            if (length == 0)
            {
                return at;
            }

            dueMs = BinaryPrimitives.ReadInt64LittleEndian(from[at..]);
            state = from.Slice(at + 8, length);
            return at + 8 + length;
        }
        catch (Exception error) when (error is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("An entry in a batch of the state log is cut short.", error);
        }
    }
}
