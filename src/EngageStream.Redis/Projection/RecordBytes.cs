using Confluent.Kafka;

namespace EngageStream.Redis.Projection;

/// <summary>A key or value copied out of the client's memory into a buffer that is used again for every record.</summary>
internal sealed class RecordBytes : IDeserializer<RecordBytes>
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>Whether the record had none (null, not empty).</summary>
    public bool IsNull { get; private set; } = true;

    /// <summary>The bytes; empty for null.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <inheritdoc/>
    public RecordBytes Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (data.Length > _buffer.Length)
        {
            _buffer = new byte[Math.Max(data.Length, _buffer.Length * 2)];
        }

        data.CopyTo(_buffer);
        _length = data.Length;
        IsNull = isNull;
        return this;
    }
}
