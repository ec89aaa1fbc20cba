using Confluent.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>Transactional producers and read_committed readers.</summary>
internal static class TestTransactions
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A producer that is ready to begin transactions.</summary>
    public static IProducer<string, string> TransactionalProducer(this TestBroker broker, string id, int timeoutMs = 60_000)
    {
        IProducer<string, string> producer = broker.Producer(c =>
        {
            c.TransactionalId = broker.Name(id);
            c.TransactionTimeoutMs = timeoutMs;
            c.MessageTimeoutMs = Math.Min(20_000, timeoutMs);
        });
        producer.InitTransactions(Patience);
        return producer;
    }

    /// <summary>Sends a value and waits until the broker has it.</summary>
    public static void Send(this IProducer<string, string> producer, string topic, string value, int partition = 0)
    {
        producer.Produce(new TopicPartition(topic, partition), new Message<string, string> { Value = value });
        producer.Flush(Patience);
    }

    /// <summary>A whole transaction of one value.</summary>
    public static void Commit(this IProducer<string, string> producer, string topic, string value)
    {
        producer.BeginTransaction();
        producer.Send(topic, value);
        producer.CommitTransaction(Patience);
    }

    /// <summary>What a reader of an isolation level finds up to the end that it is shown.</summary>
    public static List<string> Values(
        this TestBroker broker, string topic, int partition = 0, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using IConsumer<string, string> consumer = broker.Consumer("values", c => c.IsolationLevel = isolation);
        consumer.Assign(new TopicPartitionOffset(broker.Name(topic), partition, 0));
        var values = new List<string>();
        while ((consumer.Consume(Patience) ?? throw new TimeoutException($"no end of {topic}")) is { IsPartitionEOF: false } result)
        {
            values.Add(result.Message.Value);
        }

        return values;
    }

    /// <summary>The group's committed position, as a client asks for it.</summary>
    public static long Position(this TestBroker broker, string group, string topic, int partition = 0)
    {
        using IConsumer<string, string> consumer = broker.Consumer(group);
        return consumer.Committed([new TopicPartition(broker.Name(topic), partition)], Patience).Single().Offset.Value;
    }
}
