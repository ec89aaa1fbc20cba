using System.Net;
using System.Text;
using Confluent.Kafka;
using EngageStream.Console.Tests.Support;
using EngageStream.Domain.Model;
using EngageStream.Host.Api;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Console.Tests.Engine;

/// <summary>Two engines of one application with their APIs, and a Kafka; both have partitions.</summary>
public sealed class EnginePair : IAsyncLifetime
{
    public const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly EngagementModel _model = PlaybookCompiler.Compile(
        File.ReadAllText(Repository.PathOf("playbooks/starter.yaml")), "starter.yaml").Model!;

    private readonly List<(EngineHost Engine, ApiHost Api)> _nodes = [];
    private TestCluster _kafka = null!;

    internal IReadOnlyList<ApiHost> Apis => [.. _nodes.Select(node => node.Api)];

    internal IReadOnlyList<EngineHost> Engines => [.. _nodes.Select(node => node.Engine)];

    internal string Servers => _kafka.Servers;

    internal string TopicOf(string name) => _kafka.Name("engage." + name);

    public async Task InitializeAsync()
    {
        _kafka = await TestCluster.StartAsync();
        foreach (string node in (string[])["n1", "n2"])
        {
            EngineOptions options = Options(node);
            EngineHost engine = await EngineHost.StartAsync(options, _model, TimeProvider.System, NullLoggerFactory.Instance);
            _nodes.Add((engine, await ApiHost.StartAsync(
                ApiHost.Settings(options)!, options, _model, engine, index: null, TimeProvider.System, NullLoggerFactory.Instance)));
        }

        await UntilAsync(() => Task.FromResult(Engines.All(engine => engine.IsReady && KnowsAllPlaces(engine))));
    }

    public async Task DisposeAsync()
    {
        foreach ((EngineHost engine, ApiHost api) in _nodes)
        {
            await api.DisposeAsync();
            await engine.StopAsync();
        }

        await _kafka.DisposeAsync();
    }

    /// <summary>Asks until something is so; only a failing test waits to the end.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    internal async Task SendAsync(string user, string json)
    {
        using IProducer<string, byte[]> producer = new ProducerBuilder<string, byte[]>(
            new ProducerConfig { BootstrapServers = Servers, Partitioner = Partitioner.Murmur2Random }).Build();
        await producer.ProduceAsync(TopicOf("events"), new Message<string, byte[]> { Key = user, Value = Encoding.UTF8.GetBytes(json) });
    }

    // Every partition is some node's, both have one, and the addresses of both are known.
    private static bool KnowsAllPlaces(EngineHost engine) =>
        engine.Nodes.Count == 2
        && engine.Nodes.All(node => node.Url is not null && node.Partitions.Count > 0)
        && engine.Nodes.Sum(node => node.Partitions.Count) == Partitions;

    private EngineOptions Options(string node) => new()
    {
        ApplicationId = _kafka.Name("api"),
        NodeId = node,
        Mode = EngineMode.Live,
        Threads = 1,
        HttpListen = "",
        ApiListen = new IPEndPoint(IPAddress.Loopback, 0).ToString(),
        ApiTokens = TestApi.Tokens,
        Topics = new TopicOptions { Prefix = _kafka.Name("engage."), Partitions = Partitions, ReplicationFactor = 1 },
        Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = _kafka.Servers },
    };
}
