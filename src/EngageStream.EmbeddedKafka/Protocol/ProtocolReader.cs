using System.Buffers.Binary;
using System.Text;

namespace EngageStream.EmbeddedKafka.Protocol;

/// <summary>
/// Reads Kafka's primitive types from a request held in memory. With <see cref="Flexible"/> set, strings, bytes and
/// arrays have the compact encoding and structures end in tagged fields (KIP-482).
/// </summary>
/// <remarks>Every read is checked against the end of the request. One per connection; not for several threads.</remarks>
internal sealed class ProtocolReader
{
    private byte[] _buffer = [];
    private int _position;
    private int _end;

    /// <summary>Whether the request version uses the compact encodings.</summary>
    public bool Flexible { get; set; }

    public int Remaining => _end - _position;

    public void Reset(byte[] buffer, int length)
    {
        _buffer = buffer;
        _position = 0;
        _end = length;
        Flexible = false;
    }

    public sbyte Int8() => (sbyte)Take(1)[0];

    public bool Bool() => Take(1)[0] != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public string String() => NullableString() ?? throw new RequestRejectedException("a string that must be present is null");

    public string? NullableString()
    {
        int length = Flexible ? CompactLength() : Int16();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>The client id of a request header keeps the old encoding in every version.</summary>
    public string? HeaderString()
    {
        int length = Int16();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Bytes inside the request's own buffer, valid until the next request; null reads as empty.</summary>
    public Memory<byte> Bytes()
    {
        int length = Flexible ? CompactLength() : Int32();
        if (length <= 0)
        {
            return Memory<byte>.Empty;
        }

        int start = _position;
        Take(length);
        return _buffer.AsMemory(start, length);
    }

    /// <summary>Number of elements of an array; −1 for a null array.</summary>
    public int ArrayLength()
    {
        int count = Flexible ? CompactLength() : Int32();

        // Every element takes at least a byte: a larger count is a lie that would only make loops and lists long.
        return count <= Remaining ? count : throw new RequestRejectedException($"an array claims {count} elements in {Remaining} bytes");
    }

    /// <summary>Skips the tagged fields that end a structure of a flexible version; no known tag changes what this broker does.</summary>
    public void Tags()
    {
        if (!Flexible)
        {
            return;
        }

        for (uint tags = UnsignedVarint(); tags > 0; tags--)
        {
            UnsignedVarint();
            uint size = UnsignedVarint();
            Take(size <= int.MaxValue ? (int)size : -1);
        }
    }

    private int CompactLength()
    {
        uint value = UnsignedVarint();
        return value <= int.MaxValue ? (int)value - 1 : throw new RequestRejectedException($"a length of {value} is out of range");
    }

    private uint UnsignedVarint()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new RequestRejectedException("a variable-length number is longer than five bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new RequestRejectedException($"a field of {count} bytes does not fit in the {Remaining} bytes left");
        }

        ReadOnlySpan<byte> span = _buffer.AsSpan(_position, count);
        _position += count;
        return span;
    }
}
