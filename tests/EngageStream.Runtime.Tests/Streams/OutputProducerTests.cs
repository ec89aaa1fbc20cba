using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Streams;

public sealed class OutputProducerTests : IAsyncLifetime
{
    private const string Topic = "states";
    private static readonly Headers Claim = [new Header("whose", "ours"u8.ToArray())];
    private readonly CancellationTokenSource _abandon = new(TestKafka.Patience);
    private TestKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await TestKafka.StartAsync();
        await _kafka.CreateTopicAsync(Topic, 2);
    }

    public async Task DisposeAsync()
    {
        _abandon.Dispose();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public void A_state_is_sent_as_it_was_though_its_buffer_is_used_again()
    {
        var target = new TopicPartition(_kafka.Name(Topic), 1);
        var landed = new List<long>();
        var buffer = new byte[110_000];
        using OutputProducer producer = NewProducer();
        for (int i = 0; i < 50; i++)
        {
            buffer.AsSpan().Fill((byte)i);
            producer.SendState(target, buffer.AsMemory(i, 2_000 * (i + 1)), Claim, landed.Add);
        }

        Assert.Equal(50, producer.Outstanding);
        producer.Flush();

        Assert.Equal(0, producer.Outstanding);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), landed);
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = _kafka.Servers, GroupId = "reader" }).Build();
        consumer.Assign(new TopicPartitionOffset(target, Offset.Beginning));
        for (int i = 0; i < 50; i++)
        {
            ConsumeResult<byte[], byte[]> record = consumer.Consume(TestKafka.Patience);
            Assert.Equal(Enumerable.Repeat((byte)i, 2_000 * (i + 1)), record.Message.Value);
            Assert.Null(record.Message.Key);
            Assert.Equal("ours"u8, record.Message.Headers.GetLastBytes("whose"));
        }
    }

    // Fails where the client has changed inside, and each record is copied into an array of its own.
    [Fact]
    public void A_state_takes_the_buffer_of_one_that_was_delivered()
    {
        using OutputProducer producer = NewProducer();
        SendAndFlush(producer);
        Assert.Equal(StateSender.LongestRecord, producer.BufferBytes);

        Assert.InRange(SendAndFlush(producer), 0, 8_000);
        Assert.Equal(StateSender.LongestRecord, producer.BufferBytes);

        producer.ReleaseMemory();
        Assert.Equal(0, producer.BufferBytes);
    }

    [Fact]
    public void A_state_waits_while_the_client_has_no_room()
    {
        var landed = new List<long>();
        using OutputProducer producer = NewProducer(("queue.buffering.max.messages", "2"));
        for (int i = 0; i < 20; i++)
        {
            producer.SendState(new TopicPartition(_kafka.Name(Topic), 0), new byte[100], Claim, landed.Add);
            Assert.InRange(producer.Outstanding, 1, 2);
        }

        producer.Flush();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), landed);
    }

    [Fact]
    public void A_state_that_was_not_delivered_leaves_no_buffer_behind()
    {
        OutputProducer producer = NewProducer();
        producer.SendState(new TopicPartition(_kafka.Name(Topic), 0), new byte[100], Claim, _ => { });

        producer.Dispose();

        Assert.Equal(0, producer.BufferBytes);
    }

    [Fact]
    public void A_state_that_cannot_be_written_fails_the_flush()
    {
        using OutputProducer producer = NewProducer();

        producer.SendState(new TopicPartition(_kafka.Name(Topic), 7), new byte[10], Claim, _ => { });

        Assert.Equal(ErrorCode.Local_UnknownPartition, Assert.Throws<KafkaException>(producer.Flush).Error.Code);
    }

    // Returns what it takes from the collector to send.
    private long SendAndFlush(OutputProducer producer)
    {
        var buffer = new byte[50_000];
        long before = GC.GetAllocatedBytesForCurrentThread();
        producer.SendState(new TopicPartition(_kafka.Name(Topic), 0), buffer, Claim, _ => { });
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        producer.Flush();
        return taken;
    }

    private OutputProducer NewProducer(params IEnumerable<(string Name, string Value)> settings)
    {
        var options = new EngineOptions
        {
            Guarantee = ProcessingGuarantee.AtLeastOnce,
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = _kafka.Servers },
        };
        return new OutputProducer(
            [.. KafkaSettings.Producer(options, 0), .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))],
            new ClientLog(NullLogger.Instance, options),
            _abandon.Token);
    }
}
