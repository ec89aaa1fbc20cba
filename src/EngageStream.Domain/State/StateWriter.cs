using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>Writes the compact form into a growing buffer. Little-endian; varints are LEB128.</summary>
internal sealed class StateWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        EnsureRoom(10);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

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

    private Span<byte> Reserve(int length)
    {
        EnsureRoom(length);
        Span<byte> span = _buffer.AsSpan(_length, length);
        _length += length;
        return span;
    }

    private void EnsureRoom(int length)
    {
        if (_length + length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length + length, _buffer.Length * 2));
        }
    }
}
