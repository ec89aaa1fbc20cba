using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Oracle.Records;

/// <summary>Reads whole topics as a read_committed consumer sees them.</summary>
public sealed class KafkaRecords(string servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Everything in the topics from their beginnings to where they end now; topics that do not exist are empty.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    /// <exception cref="TimeoutException">The end was not reached: nothing came for half a minute.</exception>
    public IReadOnlyList<TopicRecord> Read(IEnumerable<string> topics)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "oracle",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
        HashSet<TopicPartition> open = PartitionsOf(topics);
        consumer.Assign(open.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        var records = new List<TopicRecord>();
        while (open.Count > 0)
        {
            ConsumeResult<byte[], byte[]> result = consumer.Consume(Patience)
                ?? throw new TimeoutException($"nothing came for {Patience.TotalSeconds} s, and the ends of {string.Join(", ", open)} were not reached");
            if (result.IsPartitionEOF)
            {
                open.Remove(result.TopicPartition);
            }
            else
            {
                records.Add(Of(result));
            }
        }

        consumer.Close();
        return records;
    }

    /// <summary>Number of partitions of a topic; 0 where it does not exist.</summary>
    public int Partitions(string topic) => PartitionsOf([topic]).Count;

    /// <summary>
    /// What of a topic a consumer group has not committed yet, in words; <see langword="null"/> where it has committed all.
    /// </summary>
    public async Task<string?> UnreadByAsync(string group, string topic)
    {
        using IAdminClient admin = Admin();
        List<TopicPartition> partitions = [.. PartitionsOf([topic])];
        ListOffsetsResult ends = await admin.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() })).ConfigureAwait(false);
        List<ListConsumerGroupOffsetsResult> committed = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, partitions)]).ConfigureAwait(false);
        Dictionary<TopicPartition, long> read = committed[0].Partitions.ToDictionary(p => p.TopicPartition, p => p.Offset.Value);
        string unread = string.Join(", ", ends.ResultInfos.Select(r => r.TopicPartitionOffsetError)
            .Where(end => Math.Max(0, read.GetValueOrDefault(end.TopicPartition)) < end.Offset.Value)
            .Select(end => $"partition {end.Partition.Value} at {Math.Max(0, read.GetValueOrDefault(end.TopicPartition))} of {end.Offset.Value}"));
        return unread.Length == 0 ? null : unread;
    }

    private static TopicRecord Of(ConsumeResult<byte[], byte[]> result)
    {
        var headers = new Dictionary<string, string>();
        foreach (IHeader header in result.Message.Headers ?? [])
        {
            headers[header.Key] = Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
        }

        return new TopicRecord(
            result.Topic,
            result.Partition.Value,
            result.Offset.Value,
            result.Message.Timestamp.UnixTimestampMs,
            result.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null,
            headers,
            result.Message.Value ?? []);
    }

    private HashSet<TopicPartition> PartitionsOf(IEnumerable<string> topics)
    {
        using IAdminClient admin = Admin();
        HashSet<string> wanted = [.. topics];
        return admin.GetMetadata(Patience).Topics.Where(topic => wanted.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition.PartitionId))
            .ToHashSet();
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).SetLogHandler(static (_, _) => { }).Build();
}
