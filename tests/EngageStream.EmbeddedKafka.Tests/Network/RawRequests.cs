using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>Requests that tests craft by hand, and what matters of their responses.</summary>
internal static class RawRequests
{
    public static void CreateTopic(RawClient client, string topic)
    {
        ProtocolReader response = client.Call(ApiKey.CreateTopics, 0, writer =>
        {
            writer.ArrayLength(1);
            writer.String(topic);
            writer.Int32(1);
            writer.Int16(1);
            writer.ArrayLength(0);
            writer.ArrayLength(0);
            writer.Int32(1000);
        });
        response.ArrayLength();
        response.String();
        Assert.Equal((short)ErrorCode.None, response.Int16());
    }

    public static (ErrorCode Error, long BaseOffset) Produce(RawClient client, string topic, byte[] records, short acks = -1)
    {
        ProtocolReader response = client.Call(ApiKey.Produce, 3, writer => WriteProduce(writer, topic, records, acks));
        response.ArrayLength();
        response.String();
        response.ArrayLength();
        response.Int32();
        return ((ErrorCode)response.Int16(), response.Int64());
    }

    public static void WriteProduce(ProtocolWriter writer, string topic, byte[] records, short acks)
    {
        writer.String(null);
        writer.Int16(acks);
        writer.Int32(1000);
        writer.ArrayLength(1);
        writer.String(topic);
        writer.ArrayLength(1);
        writer.Int32(0);
        writer.Bytes(records);
    }

    public static void WriteFetch(
        ProtocolWriter writer, string topic, long offset, int maxWaitMs, int minBytes, int maxBytes, int partitionBytes, bool committed = false)
    {
        writer.Int32(-1);
        writer.Int32(maxWaitMs);
        writer.Int32(minBytes);
        writer.Int32(maxBytes);
        writer.Int8(committed ? (sbyte)1 : (sbyte)0);
        writer.ArrayLength(1);
        writer.String(topic);
        writer.ArrayLength(1);
        writer.Int32(0);
        writer.Int64(offset);
        writer.Int32(partitionBytes);
    }

    public static (ErrorCode Error, long HighWatermark, byte[] Records) ReadFetch(ProtocolReader response)
    {
        response.Int32();
        response.ArrayLength();
        response.String();
        response.ArrayLength();
        response.Int32();
        var error = (ErrorCode)response.Int16();
        long highWatermark = response.Int64();
        response.Int64();
        Assert.Equal(0, response.ArrayLength());
        return (error, highWatermark, response.Bytes().ToArray());
    }
}
