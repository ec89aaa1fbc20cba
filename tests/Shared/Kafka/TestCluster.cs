using EngageStream.EmbeddedKafka;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>
/// The Kafka of one test, the only place that gives it one: an embedded broker of its own, or a share in the cluster that
/// the environment names. Names made by <see cref="Name"/> are the test's own in either; they are deleted with it.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly string _servers;
    private EmbeddedBroker? _broker;

    private TestCluster(string servers, DirectoryInfo? folder)
    {
        _servers = servers;
        _folder = folder;
    }

    public string Servers => Options is null ? _servers : $"127.0.0.1:{Options.Port}";

    /// <summary>Start of the names of the test's topics, groups and transactional ids.</summary>
    public string Prefix { get; } = $"t{Guid.NewGuid().ToString("N")[..10]}.";

    /// <summary>Options of the embedded broker, with its port; null where another one is used.</summary>
    public BrokerOptions? Options { get; private set; }

    /// <summary>Gets a Kafka for a test.</summary>
    /// <param name="change">
    /// Alters the embedded broker's options. Any other broker is as it is: what holds only with them is an
    /// <see cref="EmbeddedFactAttribute"/>.
    /// </param>
    public static async Task<TestCluster> StartAsync(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        BrokerChoice choice = BrokerChoice.Current;
        if (!choice.IsEmbedded)
        {
            string servers = choice.Kind == BrokerKind.External ? choice.Where : (await SharedDistribution.Running).Servers;
            BrokerReport.Used(choice);
            return new TestCluster(servers, null);
        }

        BrokerReport.Used(choice);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("engage-kafka-");
        var options = new BrokerOptions { DataDirectory = Path.Combine(folder.FullName, "data") };
        var cluster = new TestCluster("", folder) { Options = change?.Invoke(options) ?? options };
        await cluster.StartAgainAsync();
        return cluster;
    }

    /// <summary>The test's own name for a topic, a group or a transactional id.</summary>
    public string Name(string name) => Prefix + name;

    /// <summary>Stops the embedded broker.</summary>
    public async Task StopAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
            _broker = null;
        }
    }

    /// <summary>Starts the embedded broker that was stopped, on the same port.</summary>
    public async Task StartAgainAsync(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        BrokerOptions options = Options
            ?? throw new InvalidOperationException("only the embedded broker can be restarted: this test needs [EmbeddedFact]");
        Options = change?.Invoke(options) ?? options;
        _broker = await EmbeddedBroker.StartAsync(Options);
        Options = Options with { Port = _broker.Port };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder?.Delete(recursive: true);
        if (Options is null)
        {
            await Leftovers.DeleteAsync(Servers, Prefix);
        }
    }
}
