using Confluent.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>A broker on a folder of its own, with the clients that most tests need.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private TempFolder _folder;
    private EmbeddedBroker _broker;

    private TestBroker(TempFolder folder, BrokerOptions options, EmbeddedBroker broker)
    {
        _folder = folder;
        Options = options;
        _broker = broker;
    }

    public BrokerOptions Options { get; private set; }

    public RecordingLog Log => (RecordingLog)Options.LoggerFactory;

    public string Address => _broker.BootstrapServers;

    public int Port => _broker.Port;

    public static async Task<TestBroker> StartAsync(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        var folder = new TempFolder();
        var options = new BrokerOptions { DataDirectory = folder.Of("data"), LoggerFactory = new RecordingLog() };
        options = change?.Invoke(options) ?? options;
        return new TestBroker(folder, options, await EmbeddedBroker.StartAsync(options));
    }

    public string PartitionFolder(string topic, int partition) => Path.Combine(Options.DataDirectory, "topics", topic, $"{partition}");

    /// <summary>Stops the broker and starts it again on the same port.</summary>
    public async Task RestartAsync(Action? whileDown = null)
    {
        int port = Port;
        await _broker.DisposeAsync();
        whileDown?.Invoke();
        Options = Options with { Port = port };
        _broker = await EmbeddedBroker.StartAsync(Options);
    }

    /// <summary>Goes on, on the same port, from what a kill -9 at this moment leaves behind; clients only see it come back.</summary>
    public async Task CrashAsync()
    {
        int port = Port;
        var folder = new TempFolder();
        string copy = folder.Of("data");
        CopyFolder(Options.DataDirectory, copy);
        await _broker.DisposeAsync();
        _folder.Dispose();
        _folder = folder;
        Options = Options with { DataDirectory = copy, Port = port };
        _broker = await EmbeddedBroker.StartAsync(Options);
    }

    /// <summary>
    /// What a kill -9 leaves behind: the files as the operating system has them at this moment, without the broker's
    /// orderly stop. A second broker goes on from there.
    /// </summary>
    public async Task<TestBroker> StartFromCrashedCopyAsync(Action<string>? damage = null)
    {
        var folder = new TempFolder();
        string copy = folder.Of("data");
        CopyFolder(Options.DataDirectory, copy);
        damage?.Invoke(copy);
        BrokerOptions options = Options with { DataDirectory = copy, Port = 0, LoggerFactory = new RecordingLog() };
        return new TestBroker(folder, options, await EmbeddedBroker.StartAsync(options));
    }

    public IProducer<string, string> Producer(Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig { BootstrapServers = Address, LingerMs = 1, MessageTimeoutMs = 20_000 };
        change?.Invoke(config);
        return new ProducerBuilder<string, string>(config).Build();
    }

    public IConsumer<string, string> Consumer(string group, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            SessionTimeoutMs = 6000,
            HeartbeatIntervalMs = 100,
            FetchWaitMaxMs = 50,
        };
        change?.Invoke(config);
        return new ConsumerBuilder<string, string>(config).Build();
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).Build();

    public RawClient Raw() => new(Port);

    /// <summary>Reads a partition from an offset to its end.</summary>
    public List<ConsumeResult<string, string>> ReadAll(string topic, int partition, long from = 0)
    {
        using IConsumer<string, string> consumer = Consumer("reader");
        consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        var records = new List<ConsumeResult<string, string>>();
        for (; ; )
        {
            ConsumeResult<string, string> result = consumer.Consume(TimeSpan.FromSeconds(20))
                ?? throw new TimeoutException($"no end of {topic}[{partition}] after {records.Count} records");
            if (result.IsPartitionEOF)
            {
                return records;
            }

            records.Add(result);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from).Where(f => Path.GetFileName(f) != ".lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
