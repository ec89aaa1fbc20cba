using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EngageStream.EmbeddedKafka.Protocol;

/// <summary>
/// Writes Kafka's primitive types into a pooled buffer that grows. The counterpart of <see cref="ProtocolReader"/>.
/// </summary>
/// <remarks>One per connection; not for several threads.</remarks>
internal sealed class ProtocolWriter : IDisposable
{
    private const int InitialBytes = 4 * 1024;

    // A buffer that one large response needed goes back to the pool, so that idle connections stay small.
    private const int RetainedBytes = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>Whether the response version uses the compact encodings.</summary>
    public bool Flexible { get; set; }

    /// <summary>Bytes written so far.</summary>
    public int Position { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Position);

    public void Reset()
    {
        if (_buffer.Length > RetainedBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        }

        Position = 0;
        Flexible = false;
    }

    /// <summary>Takes back what was written after a position.</summary>
    public void Truncate(int position) => Position = position;

    public void Int8(sbyte value) => Reserve(1)[0] = (byte)value;

    public void Bool(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void Error(ErrorCode value) => Int16((short)value);

    public void Uuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void String(string? value)
    {
        if (value is null)
        {
            Length16(-1);
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        Length16(bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        ArrayLength(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Number of elements (or of bytes) that follow; −1 for null.</summary>
    public void ArrayLength(int count)
    {
        if (Flexible)
        {
            UnsignedVarint((uint)(count + 1));
        }
        else
        {
            Int32(count);
        }
    }

    /// <summary>Ends a structure: no tagged fields.</summary>
    public void Tags()
    {
        if (Flexible)
        {
            Reserve(1)[0] = 0;
        }
    }

    public void UnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(position), value);

    /// <summary>Appends space for the caller to fill.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Position < count)
        {
            Grow(count);
        }

        Span<byte> span = _buffer.AsSpan(Position, count);
        Position += count;
        return span;
    }

    /// <summary>Bytes already written, from a position to the end.</summary>
    public Span<byte> From(int position) => _buffer.AsSpan(position, Position - position);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Length16(int length)
    {
        if (Flexible)
        {
            UnsignedVarint((uint)(length + 1));
        }
        else
        {
            Int16(checked((short)length));
        }
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Position + count));
        _buffer.AsSpan(0, Position).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
