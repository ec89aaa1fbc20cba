using Confluent.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>Settings of clients that outlive their broker, and what readers find.</summary>
internal static class KillClients
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static ProducerConfig Producer(string servers) => new()
    {
        BootstrapServers = servers,
        EnableIdempotence = true,
        LingerMs = 1,
        ReconnectBackoffMs = 10,
        ReconnectBackoffMaxMs = 100,
        MessageTimeoutMs = 60_000,
        TransactionTimeoutMs = 60_000,
    };

    public static ConsumerConfig Consumer(string servers, string group) => new()
    {
        BootstrapServers = servers,
        GroupId = group,
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        ReconnectBackoffMs = 10,
        ReconnectBackoffMaxMs = 100,
        FetchWaitMaxMs = 50,
    };

    /// <summary>Values and offsets of a partition, up to the end that a reader of this isolation level is shown.</summary>
    public static List<(int Value, long Offset)> Read(string servers, TopicPartition partition, IsolationLevel isolation)
    {
        using IConsumer<Ignore, string> consumer = Open(servers, isolation);
        consumer.Assign(new TopicPartitionOffset(partition, 0));
        var records = new List<(int Value, long Offset)>();
        while ((consumer.Consume(Patience) ?? throw new TimeoutException($"no end of {partition}")) is { IsPartitionEOF: false } record)
        {
            records.Add((int.Parse(record.Message.Value, null), record.Offset.Value));
        }

        return records;
    }

    /// <summary>The high watermark, or for readers of the committed the last stable offset.</summary>
    public static long End(string servers, TopicPartition partition, IsolationLevel isolation)
    {
        using IConsumer<Ignore, string> consumer = Open(servers, isolation);
        return consumer.QueryWatermarkOffsets(partition, Patience).High.Value;
    }

    private static IConsumer<Ignore, string> Open(string servers, IsolationLevel isolation)
    {
        ConsumerConfig config = Consumer(servers, "reader");
        config.IsolationLevel = isolation;
        return new ConsumerBuilder<Ignore, string>(config).SetLogHandler(static (_, _) => { }).Build();
    }
}
