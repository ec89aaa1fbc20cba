using System.Buffers.Binary;

namespace EngageStream.Domain.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end too early or hold an impossible value.</exception>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if ((uint)length > (uint)_rest.Length)
        {
            throw new InvalidDataException("A user state ends too early.");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            byte b = _rest[i];
            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A user state holds a broken number.");
    }

    public int Count()
    {
        ulong count = Varint();
        return count <= (ulong)_rest.Length ? (int)count : throw new InvalidDataException("A user state counts more entries than it has bytes.");
    }

    public int Int32()
    {
        ulong value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException("A user state holds a number out of range.");
    }

    public long Signed()
    {
        ulong raw = Varint();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public long Instant(long baseMs)
    {
        ulong raw = Varint();
        if (raw == 0)
        {
            return 0;
        }

        raw--;
        return baseMs - ((long)(raw >> 1) ^ -(long)(raw & 1));
    }

    public double Value()
    {
        // A lone 1 marks a double; whole numbers are even.
        ulong head = Varint();
        return head == 1 ? BitConverter.UInt64BitsToDouble(UInt64()) : head >> 1;
    }
}
