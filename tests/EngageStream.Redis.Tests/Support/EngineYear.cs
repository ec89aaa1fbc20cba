using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Domain.Partitioning;
using EngageStream.Tests.Shared.Kafka;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Redis.Tests.Support;

/// <summary>A year for an engine in replay mode, and what it publishes about it.</summary>
internal sealed class EngineYear(TestCluster kafka, string prefix)
{
    /// <summary>Partitions of the events topic.</summary>
    public const int Partitions = 2;

    /// <summary>People who come.</summary>
    public const int People = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the engine has made its topics.</summary>
    public async Task TopicsAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Servers })
            .SetLogHandler((_, _) => { }).Build();
        while (!admin.GetMetadata(Patience).Topics.Exists(topic => topic.Topic == $"{prefix}profiles"))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Orders in January; then silence until everybody is churned.</summary>
    public void Produce()
    {
        string topic = $"{prefix}events";
        long start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        const long hour = 3_600_000;
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = kafka.Servers }).SetLogHandler((_, _) => { }).Build();
        for (int i = 0; i < People * 5; i++)
        {
            string user = $"user-{i % People}";
            string traits = $$$"""{"type":"identify","userId":"{{{user}}}","messageId":"i{{{i}}}","traits":{"firstName":"Nr. {{{i}}}"}}""";
            string order = $$$"""{"type":"track","event":"Order Completed","userId":"{{{user}}}","messageId":"o{{{i}}}","properties":{"revenue":10}}""";
            Send(user, i % 3 == 0 ? traits : order, start + (i * hour));
        }

        for (int day = 9; day < 365; day++)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                producer.Produce(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?>
                {
                    Headers = [new Header("engage-type", "clock"u8.ToArray())],
                    Timestamp = new Timestamp(start + (day * 24 * hour), TimestampType.CreateTime),
                });
            }
        }

        producer.Flush(Patience);

        void Send(string user, string json, long at)
        {
            byte[] key = Encoding.UTF8.GetBytes(user);
            producer.Produce(new TopicPartition(topic, Partitioner.Of(PartitionerKind.Murmur2, key, Partitions)), new Message<byte[]?, byte[]?>
            {
                Key = key,
                Value = Encoding.UTF8.GetBytes(json),
                Timestamp = new Timestamp(at, TimestampType.CreateTime),
            });
        }
    }

    /// <summary>Everybody's latest profile, once everybody is churned.</summary>
    public Dictionary<string, string> ReadLatest()
    {
        string topic = $"{prefix}profiles";
        var latest = new Dictionary<string, string>();
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.Servers,
            GroupId = $"{topic}-check",
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (latest.Count < People || latest.Values.Any(json => (string?)JsonNode.Parse(json)!["stage"] != "churned"))
        {
            ConsumeResult<string, string> record = consumer.Consume(Patience) ?? throw new TimeoutException("Not everybody is churned.");
            latest[record.Message.Key] = record.Message.Value;
        }

        return latest;
    }
}
