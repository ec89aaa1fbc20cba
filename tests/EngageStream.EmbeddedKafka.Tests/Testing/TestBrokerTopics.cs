using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>Topics with content.</summary>
internal static class TestBrokerTopics
{
    public const long FirstTimestamp = 1_600_000_000_000;

    public static async Task CreateTopicAsync(this TestBroker broker, string name, int partitions, params (string Key, string Value)[] configs)
    {
        using IAdminClient admin = broker.Admin();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification
            {
                Name = broker.Name(name),
                NumPartitions = partitions,
                ReplicationFactor = 1,
                Configs = configs.ToDictionary(c => c.Key, c => c.Value),
            },
        ]);
    }

    /// <summary>Writes the values 0, 1, 2, … with timestamps a millisecond apart.</summary>
    public static void Fill(this TestBroker broker, string topic, int partition, int count)
    {
        using IProducer<string, string> producer = broker.Producer();
        for (int i = 0; i < count; i++)
        {
            producer.Produce(new TopicPartition(broker.Name(topic), partition), new Message<string, string>
            {
                Value = $"{i}",
                Timestamp = new Timestamp(FirstTimestamp + i, TimestampType.CreateTime),
            });
        }

        producer.Flush();
    }

    public static ConsumeResult<string, string> ReadOne(this TestBroker broker, string topic, int partition, long offset)
    {
        using IConsumer<string, string> consumer = broker.Consumer("reader");
        consumer.Assign(new TopicPartitionOffset(broker.Name(topic), partition, offset));
        return consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException($"nothing at {topic}[{partition}] {offset}");
    }
}
