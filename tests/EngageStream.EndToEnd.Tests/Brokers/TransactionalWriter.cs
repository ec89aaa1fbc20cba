using Confluent.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>A transactional producer: each transaction writes its number to two partitions and commits it as a group's position.</summary>
internal sealed class TransactionalWriter(string servers, string topic, TopicPartition input, string group, string id)
{
    /// <summary>Numbers of the transactions whose commit was acknowledged, in order.</summary>
    public List<int> Committed { get; } = [];

    /// <summary>Works until it is told to stop; every third transaction is aborted.</summary>
    public void Run(Action progressed, CancellationToken stop)
    {
        ProducerConfig config = KillClients.Producer(servers);
        config.TransactionalId = id;
        using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(config)
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        using IConsumer<Ignore, Ignore> member = new ConsumerBuilder<Ignore, Ignore>(KillClients.Consumer(servers, group))
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        Again(() => producer.InitTransactions(KillClients.Patience));
        for (int number = 0; !stop.IsCancellationRequested; number++)
        {
            producer.BeginTransaction();
            try
            {
                Write(producer, member.ConsumerGroupMetadata, number);
                if (number % 3 != 2)
                {
                    Again(() => producer.CommitTransaction(KillClients.Patience));
                    Committed.Add(number);
                    progressed();
                    continue;
                }
            }
            catch (KafkaTxnRequiresAbortException)
            {
                // The client gives the transaction up, as it may.
            }

            Again(() => producer.AbortTransaction(KillClients.Patience));
            progressed();
        }
    }

    private void Write(IProducer<Null, string> producer, IConsumerGroupMetadata member, int number)
    {
        producer.Produce(new TopicPartition(topic, 0), new Message<Null, string> { Value = $"{number}" });
        producer.Produce(new TopicPartition(topic, 1), new Message<Null, string> { Value = $"{number}" });
        Again(() => producer.SendOffsetsToTransaction([new TopicPartitionOffset(input, number + 1)], member, KillClients.Patience));
    }

    // A retriable error (the broker was away for longer than the client waits) asks for the same call again.
    private static void Again(Action call)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (attempt < 10)
            {
            }
        }
    }
}
