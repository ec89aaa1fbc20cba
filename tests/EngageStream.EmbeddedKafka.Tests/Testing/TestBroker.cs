using System.Globalization;
using Confluent.Kafka;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>A test's broker, with the clients that most tests need; its methods take the short names of topics and groups.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly List<TempFolder> _crashFolders = [];
    private readonly RecordingLog _log = new();

    private TestBroker(TestCluster cluster) => _cluster = cluster;

    public bool IsEmbedded => _cluster.Options is not null;

    public BrokerOptions Options => _cluster.Options ?? throw new InvalidOperationException("only the embedded broker has options");

    /// <summary>What the embedded broker logs; any other logs elsewhere.</summary>
    public RecordingLog Log => IsEmbedded ? (RecordingLog)Options.LoggerFactory : _log;

    public string Address => _cluster.Servers;

    public int Port => int.Parse(Address.Split(',')[0].Split(':')[^1], CultureInfo.InvariantCulture);

    /// <param name="change">See <see cref="TestCluster.StartAsync"/>.</param>
    public static async Task<TestBroker> StartAsync(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        BrokerOptions Changed(BrokerOptions options) => change?.Invoke(options) ?? options;
        return new TestBroker(await TestCluster.StartAsync(options => Changed(options with { LoggerFactory = new RecordingLog() })));
    }

    /// <summary>The name that a topic, group or transactional id has for clients; on a broker of its own a test needs no other.</summary>
    public string Name(string name) => IsEmbedded ? name : _cluster.Name(name);

    public string PartitionFolder(string topic, int partition) => Path.Combine(Options.DataDirectory, "topics", topic, $"{partition}");

    /// <summary>Stops the broker and starts it again on the same port.</summary>
    public async Task RestartAsync(Action? whileDown = null)
    {
        await _cluster.StopAsync();
        whileDown?.Invoke();
        await _cluster.StartAgainAsync();
    }

    /// <summary>The same for a test that also holds, and says less, where the broker cannot be restarted.</summary>
    public Task RestartWhereEmbeddedAsync() => IsEmbedded ? RestartAsync() : Task.CompletedTask;

    /// <summary>Goes on, on the same port, from what a kill -9 at this moment leaves behind; clients only see it come back.</summary>
    public async Task CrashAsync()
    {
        string copy = CopyOfData();
        await _cluster.StopAsync();
        await _cluster.StartAgainAsync(options => options with { DataDirectory = copy });
    }

    /// <summary>
    /// What a kill -9 leaves behind: the files as the operating system has them at this moment, without the broker's
    /// orderly stop. A second broker goes on from there.
    /// </summary>
    public Task<TestBroker> StartFromCrashedCopyAsync(Action<string>? damage = null)
    {
        string copy = CopyOfData();
        damage?.Invoke(copy);
        return StartAsync(_ => Options with { DataDirectory = copy, Port = 0, LoggerFactory = new RecordingLog() });
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
            GroupId = Name(group),
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
        consumer.Assign(new TopicPartitionOffset(Name(topic), partition, from));
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
        await _cluster.DisposeAsync();
        _crashFolders.ForEach(folder => folder.Dispose());
    }

    private string CopyOfData()
    {
        var folder = new TempFolder();
        _crashFolders.Add(folder);
        string copy = folder.Of("data");
        CopyFolder(Options.DataDirectory, copy);
        return copy;
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
