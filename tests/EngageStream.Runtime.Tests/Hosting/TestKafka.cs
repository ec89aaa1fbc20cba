using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Partitioning;
using EngageStream.EmbeddedKafka;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>A test's Kafka, and what tests do with it.</summary>
internal sealed class TestKafka : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestCluster _cluster;
    private readonly IReadOnlyDictionary<string, string> _security;
    private IProducer<byte[]?, byte[]?>? _producer;

    private TestKafka(TestCluster cluster, IReadOnlyDictionary<string, string> security)
    {
        _cluster = cluster;
        _security = security;
    }

    public string Servers => _cluster.Servers;

    /// <summary>Settings of any client: where Kafka is, and what it asks for.</summary>
    public Dictionary<string, string> Settings => new(_security) { ["bootstrap.servers"] = Servers };

    /// <summary>The engine's setting <c>topics.prefix</c>.</summary>
    public string TopicPrefix => Name("engage.");

    /// <summary>Application id of the test's engines.</summary>
    public string ApplicationId => Name("test");

    private IProducer<byte[]?, byte[]?> Producer => _producer ??= new ProducerBuilder<byte[]?, byte[]?>(
        new ProducerConfig(Settings) { LingerMs = 1, Acks = Acks.All }).SetLogHandler((_, _) => { }).Build();

    /// <param name="time">The embedded broker's clock; any other broker has its own.</param>
    /// <param name="change">Alters the embedded broker's options further.</param>
    /// <param name="security">Settings that clients need besides the address.</param>
    public static async Task<TestKafka> StartAsync(
        TimeProvider? time = null,
        Func<BrokerOptions, BrokerOptions>? change = null,
        IReadOnlyDictionary<string, string>? security = null)
    {
        TestCluster cluster = await TestCluster.StartAsync(options =>
        {
            options = options with { AutoCreateTopics = false, TimeProvider = time ?? TimeProvider.System };
            return change?.Invoke(options) ?? options;
        });
        return new TestKafka(cluster, security ?? new Dictionary<string, string>());
    }

    /// <summary>The test's own name for a topic, a group or an application.</summary>
    public string Name(string name) => _cluster.Name(name);

    public Task StartBrokerAsync() => _cluster.StartAgainAsync();

    public Task StopBrokerAsync() => _cluster.StopAsync();

    public async Task CreateTopicAsync(string name, int partitions, Dictionary<string, string>? configs = null)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig(Settings)).Build();
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = Name(name), NumPartitions = partitions, ReplicationFactor = 1, Configs = configs ?? [] }]);
    }

    /// <summary>Deletes a topic with its committed offsets.</summary>
    public async Task DeleteTopicAsync(string name)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig(Settings)).Build();
        await admin.DeleteTopicsAsync([Name(name)]);
        ForgetTopics();
    }

    /// <summary>Cuts off the head of a partition.</summary>
    public async Task DeleteRecordsAsync(string name, int partition, long before)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(Name(name), partition, before)]);
    }

    /// <summary>Gives a topic more partitions.</summary>
    public async Task ExtendTopicAsync(string name, int partitions)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig(Settings)).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = Name(name), IncreaseTo = partitions }]);
        ForgetTopics();
    }

    /// <summary>The next send learns anew how many partitions topics have.</summary>
    public void ForgetTopics()
    {
        _producer?.Dispose();
        _producer = null;
    }

    /// <summary>Names of the topics.</summary>
    public IReadOnlyList<string> Topics()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig(Settings)).Build();
        return [.. admin.GetMetadata(Patience).Topics.Select(topic => topic.Topic)];
    }

    /// <summary>Sends an event to its person's partition.</summary>
    public Task SendAsync(int partitions, string user, long timestampMs, string json) =>
        SendRawAsync(Domain.Partitioning.Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(user), partitions),
            Encoding.UTF8.GetBytes(json), timestampMs, key: user);

    public Task<DeliveryResult<byte[]?, byte[]?>> SendRawAsync(
        int partition, byte[]? value, long timestampMs, Headers? headers = null, string? key = null, string topic = "engage.events") =>
        Producer.ProduceAsync(new TopicPartition(Name(topic), partition), new Message<byte[]?, byte[]?>
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Value = value,
            Headers = headers,
            Timestamp = new Timestamp(timestampMs, TimestampType.CreateTime),
        });

    /// <summary>Sends a clock mark to every partition.</summary>
    public async Task MarkAsync(int partitions, long timestampMs)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            await SendRawAsync(partition, null, timestampMs, [new Header("engage-type", "clock"u8.ToArray())]);
        }
    }

    /// <summary>Reads topics from their beginning until what was read satisfies the condition.</summary>
    public List<ConsumeResult<byte[], byte[]>> Read(Predicate<List<ConsumeResult<byte[], byte[]>>> until, params string[] topics)
    {
        var config = new ConsumerConfig(Settings)
        {
            GroupId = Name($"reader-{Guid.NewGuid():N}"),
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        consumer.Assign(topics.Select(Name).SelectMany(topic => admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions
            .Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning))));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        using var patience = new CancellationTokenSource(Patience);
        while (!until(records))
        {
            try
            {
                records.Add(consumer.Consume(patience.Token));
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{string.Join(", ", topics)}: waited in vain; read {records.Count} records:\n" +
                    string.Join('\n', records.Take(30).Select(record => $"{record.Topic} {Json(record)}")));
            }
        }

        return records;
    }

    /// <summary>Reads all that is committed in a topic.</summary>
    public List<ConsumeResult<byte[], byte[]>> ReadToEnd(string name)
    {
        string topic = Name(name);
        var config = new ConsumerConfig(Settings)
        {
            GroupId = "reader-to-end",
            EnableAutoCommit = false,
            EnablePartitionEof = true
        };
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<PartitionMetadata> partitions = admin.GetMetadata(topic, Patience).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        using var patience = new CancellationTokenSource(Patience);
        for (int ends = 0; ends < partitions.Count;)
        {
            ConsumeResult<byte[], byte[]> record = consumer.Consume(patience.Token);
            ends += record.IsPartitionEOF ? 1 : 0;
            if (!record.IsPartitionEOF)
            {
                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Reads the number of records given.</summary>
    public List<ConsumeResult<byte[], byte[]>> Read(int count, params string[] topics) => Read(records => records.Count >= count, topics);

    public static string Json(ConsumeResult<byte[], byte[]> record) => record.Message.Value is null ? "null"
        : Encoding.UTF8.GetString(record.Message.Value);

    public static string? Header(ConsumeResult<byte[], byte[]> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out byte[] value) ? Encoding.UTF8.GetString(value) : null;

    public async ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        await _cluster.DisposeAsync();
    }
}
