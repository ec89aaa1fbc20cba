using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;
using ErrorCode = EngageStream.EmbeddedKafka.Protocol.ErrorCode;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>Who writes to a partition, and since when a transaction is open there. No client of ours sends this request.</summary>
public sealed class DescribeProducersTests
{
    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_producer_is_told_with_the_beginning_of_its_open_transaction()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        using IProducer<string, string> producer = broker.TransactionalProducer("writer");
        producer.Commit("t", "a");
        producer.BeginTransaction();
        producer.Send("t", "b");

        // The value, the marker, and then the open transaction.
        Assert.Equal((ErrorCode.None, 1, 2L), Describe(client, "t"));
        producer.CommitTransaction(TestTransactions.Patience);
        Assert.Equal((ErrorCode.None, 1, -1L), Describe(client, "t"));
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task An_unknown_topic_is_named()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, 0, -1L), Describe(client, "t"));
    }

    private static (ErrorCode Error, int Producers, long TransactionStart) Describe(RawClient client, string topic)
    {
        using var writer = new ProtocolWriter();
        writer.Int16((short)ApiKey.DescribeProducers);
        writer.Int16(0);
        writer.Int32(7);
        writer.String("raw");
        writer.Flexible = true;
        writer.Tags();
        writer.ArrayLength(1);
        writer.String(topic);
        writer.ArrayLength(1);
        writer.Int32(0);
        writer.Tags();
        writer.Tags();

        byte[] response = client.Exchange(writer.Written.ToArray());
        var reader = new ProtocolReader();
        reader.Reset(response, response.Length);
        Assert.Equal(7, reader.Int32());
        reader.Flexible = true;
        reader.Tags();
        reader.Int32();
        Assert.Equal(1, reader.ArrayLength());
        Assert.Equal(topic, reader.String());
        Assert.Equal(1, reader.ArrayLength());
        Assert.Equal(0, reader.Int32());
        var error = (ErrorCode)reader.Int16();
        reader.NullableString();
        int producers = reader.ArrayLength();
        long start = -1;
        for (int i = 0; i < producers; i++)
        {
            reader.Int64();
            reader.Int32();
            reader.Int32();
            reader.Int64();
            reader.Int32();
            start = reader.Int64();
            reader.Tags();
        }

        return (error, producers, start);
    }
}
