using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>Writes the compact form into a buffer with room enough. Little-endian; varints are LEB128.</summary>
internal ref struct StateWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public void Byte(byte value) => _buffer[Length++] = value;

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[Length..], value);
        Length += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer[Length..], value);
        Length += sizeof(ulong);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        if (value < 0x80)
        {
            _buffer[Length++] = (byte)value;
            return;
        }

        LongVarint(value);
    }

    /// <summary>Leaves room for a count that is not known yet, and returns where it is to go.</summary>
    public int LeaveCount() => Length++;

    /// <summary>Writes a count into the room that was left for it.</summary>
    public void PutCount(int at, int count)
    {
        if (count < 0x80)
        {
            _buffer[at] = (byte)count;
            return;
        }

        // A byte was left; what follows it makes way for the others.
        int end = Length;
        Varint((ulong)count);
        Span<byte> varint = stackalloc byte[10];
        varint = varint[..(Length - end)];
        _buffer[end..Length].CopyTo(varint);
        _buffer[(at + 1)..end].CopyTo(_buffer[(at + varint.Length)..]);
        varint.CopyTo(_buffer[at..]);
        Length--;
    }

    /// <summary>An instant as its distance from another; 0 (never) stays 0.</summary>
    public void Instant(long valueMs, long baseMs)
    {
        if (valueMs == 0)
        {
            Varint(0);
            return;
        }

        long distance = baseMs - valueMs;
        Varint((ulong)((distance << 1) ^ (distance >> 63)) + 1);
    }

    /// <summary>A count in as few bytes as it needs; anything but a small whole number in nine.</summary>
    public void Value(double value)
    {
        long whole = (long)value;
        if (whole == value && whole is >= 0 and < 1L << 40 && !(whole == 0 && double.IsNegative(value)))
        {
            Varint((ulong)whole << 1);
            return;
        }

        Byte(1);
        UInt64(BitConverter.DoubleToUInt64Bits(value));
    }

    private void LongVarint(ulong value)
    {
        Span<byte> rest = _buffer[Length..];
        int at = 0;
        while (value >= 0x80)
        {
            rest[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        rest[at++] = (byte)value;
        Length += at;
    }
}
