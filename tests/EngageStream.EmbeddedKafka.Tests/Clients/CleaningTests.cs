using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>Compaction and retention in a running broker, switched on by settings that are altered.</summary>
public sealed class CleaningTests
{
    private const int Compacted = 304;

    [EmbeddedFact("waits for what the broker logs")]
    public async Task A_topic_that_becomes_compacted_keeps_the_latest_of_each_key_while_it_is_written()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { CleanupInterval = TimeSpan.FromMilliseconds(20) });
        await broker.CreateTopicAsync("t", 1, ("segment.bytes", "16384"), ("min.cleanable.dirty.ratio", "0"));
        await WriteAsync(broker, 0);
        await AlterAsync(broker, "cleanup.policy", "compact");
        await broker.Log.NextAsync(Compacted);
        await WriteAsync(broker, 1);

        List<ConsumeResult<string, string>> records = broker.ReadAll("t", 0);
        Assert.True(records.Count < 800, $"{records.Count} records are left");
        var table = new Dictionary<string, string>();
        foreach (ConsumeResult<string, string> record in records)
        {
            table[record.Message.Key] = record.Message.Value;
        }

        Assert.Equal(5, table.Count);
        Assert.All(table, entry => Assert.StartsWith($"1-{495 + int.Parse(entry.Key, null)} ", entry.Value, StringComparison.Ordinal));
    }

    [EmbeddedFact("sets the broker's interval of cleaning")]
    public async Task Old_records_go_when_a_retention_is_set()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { CleanupInterval = TimeSpan.FromMilliseconds(20) });
        await broker.CreateTopicAsync("t", 1, ("retention.ms", "-1"));
        broker.Fill("t", 0, 100);
        Assert.Equal(100, broker.ReadAll("t", 0).Count);
        await AlterAsync(broker, "retention.ms", "3600000");
        using IConsumer<string, string> consumer = broker.Consumer("g");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), TimeSpan.FromSeconds(10)).Low != 100)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task AlterAsync(TestBroker broker, string name, string value)
    {
        using IAdminClient admin = broker.Admin();
        var topic = new ConfigResource { Type = ResourceType.Topic, Name = "t" };
        await admin.IncrementalAlterConfigsAsync(new()
        {
            [topic] = [new ConfigEntry { Name = name, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    private static async Task WriteAsync(TestBroker broker, int round)
    {
        using IProducer<string, string> producer = broker.Producer();
        Task last = Task.CompletedTask;
        for (int i = 0; i < 500; i++)
        {
            last = producer.ProduceAsync("t", new Message<string, string> { Key = $"{i % 5}", Value = $"{round}-{i} " + new string('x', 500) });
            if (i % 20 == 0)
            {
                await last;
            }
        }

        await last;
    }
}
