using System.Text;
using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class ProduceConsumeTests
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Records_come_back_as_they_were_sent(CompressionType compression)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        using (IProducer<string, string> producer = broker.Producer(c => c.CompressionType = compression))
        {
            for (int i = 0; i < 500; i++)
            {
                producer.Produce(new TopicPartition(broker.Name("t"), 1), new Message<string, string>
                {
                    Key = $"key {i}",
                    Value = i % 10 == 0 ? null! : string.Concat(Enumerable.Repeat($"value {i} ", 20)),
                    Timestamp = new Timestamp(1_700_000_000_000 + i, TimestampType.CreateTime),
                    Headers = new Headers { { "h", Encoding.UTF8.GetBytes($"{i}") } },
                });
            }

            producer.Flush();
        }

        List<ConsumeResult<string, string>> records = broker.ReadAll("t", 1);
        Assert.Equal(500, records.Count);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(i, records[i].Offset.Value);
            Assert.Equal($"key {i}", records[i].Message.Key);
            Assert.Equal(i % 10 == 0 ? null : string.Concat(Enumerable.Repeat($"value {i} ", 20)), records[i].Message.Value);
            Assert.Equal(1_700_000_000_000 + i, records[i].Message.Timestamp.UnixTimestampMs);
            Assert.Equal($"{i}", Encoding.UTF8.GetString(records[i].Message.Headers.GetLastBytes("h")));
        }
    }

    [Theory]
    [InlineData(Acks.None)]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public async Task Every_kind_of_acknowledgement_works(Acks acks)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> producer = broker.Producer(c => c.Acks = acks);
        for (int i = 0; i < 100; i++)
        {
            await producer.ProduceAsync(new TopicPartition(broker.Name("t"), 0), new Message<string, string> { Value = $"{i}" });
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), broker.ReadAll("t", 0).Select(r => r.Message.Value));
    }

    [EmbeddedFact("restarts the broker")]
    public async Task An_idempotent_producer_keeps_its_order_over_a_restart_of_the_broker()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using (IProducer<string, string> producer = broker.Producer(c => c.EnableIdempotence = true))
        {
            for (int i = 0; i < 5000; i++)
            {
                producer.Produce(new TopicPartition(broker.Name("t"), 0), new Message<string, string> { Value = $"{i}" });
                if (i == 2500)
                {
                    await broker.RestartAsync();
                }
            }

            producer.Flush();
        }

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{i}"), broker.ReadAll("t", 0).Select(r => r.Message.Value));
    }

    [Fact]
    public async Task A_message_above_the_topics_limit_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("small", 1, ("max.message.bytes", "1000"));
        using IProducer<string, string> producer = broker.Producer();
        ProduceException<string, string> refused = await Assert.ThrowsAsync<ProduceException<string, string>>(
            () => producer.ProduceAsync(broker.Name("small"), new Message<string, string> { Value = new string('x', 2000) }));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
    }

    [EmbeddedFact("sets the broker's clock")]
    public async Task The_brokers_time_reaches_the_consumer_where_the_topic_says_so()
    {
        var time = new ManualTime();
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { TimeProvider = time });
        await broker.CreateTopicAsync("stamped", 1, ("message.timestamp.type", "LogAppendTime"));
        using IProducer<string, string> producer = broker.Producer();
        DeliveryResult<string, string> sent = await producer.ProduceAsync(
            "stamped", new Message<string, string> { Value = "v", Timestamp = new Timestamp(5, TimestampType.CreateTime) });
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(now, sent.Timestamp.UnixTimestampMs);
        Timestamp read = broker.ReadOne("stamped", 0, 0).Message.Timestamp;
        Assert.Equal((TimestampType.LogAppendTime, now), (read.Type, read.UnixTimestampMs));
    }
}
