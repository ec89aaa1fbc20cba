namespace EngageStream.Runtime.Streams;

/// <summary>A key or value copied out of the client's memory into a buffer that is used again for every record.</summary>
internal sealed class RecordBytes
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>Whether the record had none (null, not empty).</summary>
    public bool IsNull { get; private set; } = true;

    /// <summary>The bytes; empty for null.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>A copy that outlives the record; null for null.</summary>
    public byte[]? ToArray() => IsNull ? null : Span.ToArray();

    /// <summary>Exchanges contents.</summary>
    public void Swap(RecordBytes other)
    {
        (_buffer, other._buffer) = (other._buffer, _buffer);
        (_length, other._length) = (other._length, _length);
        (IsNull, other.IsNull) = (other.IsNull, IsNull);
    }

    /// <summary>Takes over a copy.</summary>
    public void Set(ReadOnlySpan<byte> bytes, bool isNull)
    {
        if (bytes.Length > _buffer.Length)
        {
            _buffer = new byte[Math.Max(bytes.Length, _buffer.Length * 2)];
        }

        bytes.CopyTo(_buffer);
        _length = bytes.Length;
        IsNull = isNull;
    }
}
