using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>Copies a state log's record into a buffer that is used again for the next one.</summary>
internal sealed class RecordBytesDeserializer(Func<RecordBytes> target) : IDeserializer<RecordBytes>
{
    public RecordBytes Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        RecordBytes bytes = target();
        bytes.Set(data, isNull);
        return bytes;
    }
}
