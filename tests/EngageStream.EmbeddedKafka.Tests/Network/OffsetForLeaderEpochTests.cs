using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Network;

public sealed class OffsetForLeaderEpochTests
{
    [EmbeddedTheory("speaks to the broker in bytes")]
    [InlineData("t", -1, 0, ErrorCode.None, 0, 5)]
    [InlineData("t", 0, 0, ErrorCode.None, 0, 5)]
    [InlineData("t", 0, 1, ErrorCode.None, -1, -1)]
    [InlineData("t", 1, 0, ErrorCode.UnknownLeaderEpoch, -1, -1)]
    [InlineData("other", 0, 0, ErrorCode.UnknownTopicOrPartition, -1, -1)]
    public async Task An_epoch_ends_where_the_log_ends_and_no_other_is_known(
        string topic, int currentEpoch, int epoch, object expected, int expectedEpoch, long endOffset)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        RawRequests.Produce(client, "t", BatchBuilder.Records(5));

        ProtocolReader response = client.Call(ApiKey.OffsetForLeaderEpoch, 2, writer =>
        {
            writer.ArrayLength(1);
            writer.String(topic);
            writer.ArrayLength(1);
            writer.Int32(0);
            writer.Int32(currentEpoch);
            writer.Int32(epoch);
        });
        response.Int32();
        Assert.Equal(1, response.ArrayLength());
        Assert.Equal(topic, response.String());
        Assert.Equal(1, response.ArrayLength());
        Assert.Equal((ErrorCode)expected, (ErrorCode)response.Int16());
        Assert.Equal(0, response.Int32());
        Assert.Equal(expectedEpoch, response.Int32());
        Assert.Equal(endOffset, response.Int64());
    }
}
