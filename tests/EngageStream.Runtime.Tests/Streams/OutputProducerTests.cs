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
        var buffer = new byte[100_000];
        using OutputProducer producer = NewProducer();
        for (int i = 0; i < 50; i++)
        {
            buffer.AsSpan().Fill((byte)i);
            producer.SendState(target, buffer.AsMemory(i, 1_000 * (i + 1)), Claim, landed.Add);
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
            Assert.Equal(Enumerable.Repeat((byte)i, 1_000 * (i + 1)), record.Message.Value);
            Assert.Null(record.Message.Key);
            Assert.Equal("ours"u8, record.Message.Headers.GetLastBytes("whose"));
        }
    }

    // Fails where the client has changed inside, and each record is copied into an array of its own.
    [Fact]
    public void A_state_needs_no_array_of_its_own()
    {
        var buffer = new byte[64_000];
        using OutputProducer producer = NewProducer();
        var target = new TopicPartition(_kafka.Name(Topic), 0);
        producer.SendState(target, buffer, Claim, _ => { });
        long before = GC.GetAllocatedBytesForCurrentThread();

        producer.SendState(target, buffer, Claim, _ => { });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000);
        producer.Flush();
    }

    [Fact]
    public void A_state_that_cannot_be_written_fails_the_flush()
    {
        using OutputProducer producer = NewProducer();

        producer.SendState(new TopicPartition(_kafka.Name(Topic), 7), new byte[10], Claim, _ => { });

        Assert.Equal(ErrorCode.Local_UnknownPartition, Assert.Throws<KafkaException>(producer.Flush).Error.Code);
    }

    private OutputProducer NewProducer()
    {
        var options = new EngineOptions
        {
            Guarantee = ProcessingGuarantee.AtLeastOnce,
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = _kafka.Servers },
        };
        return new OutputProducer(KafkaSettings.Producer(options, 0), new ClientLog(NullLogger.Instance, options), _abandon.Token);
    }
}
