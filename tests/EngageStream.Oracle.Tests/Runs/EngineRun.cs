using EngageStream.Domain.Model;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator;
using EngageStream.LoadGenerator.Outputs;
using EngageStream.Oracle.Records;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Oracle.Tests.Runs;

/// <summary>A test's Kafka and an engine in this process, and everything that they write.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    public const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestCluster _cluster;
    private readonly EngineLog _log = new();
    private EngineHost? _engine;

    private EngineRun(TestCluster cluster) => _cluster = cluster;

    public string Servers => _cluster.Servers;

    private string Group => _cluster.Name("judged");

    private TopicNames Names => new(_cluster.Name(new TopicNames().Prefix));

    /// <summary>Starts broker and engine and waits until they are ready.</summary>
    public static async Task<EngineRun> StartAsync(string playbook, EngineMode mode)
    {
        var run = new EngineRun(await TestCluster.StartAsync());
        run._engine = await EngineHost.StartAsync(
            new EngineOptions
            {
                ApplicationId = run.Group,
                Mode = mode,
                Threads = 2,
                HttpListen = "",
                Topics = new TopicOptions { Prefix = run.Names.Prefix, Partitions = Partitions, ReplicationFactor = 1 },
                Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = run.Servers },
            },
            Compile(playbook),
            TimeProvider.System,
            run._log);
        await run._engine.WaitUntilReadyAsync().WaitAsync(Patience);
        return run;
    }

    /// <summary>A replay of a load from beginning to end.</summary>
    public static async Task<IReadOnlyList<TopicRecord>> ReplayAsync(string playbook, LoadOptions load)
    {
        await using EngineRun run = await StartAsync(playbook, EngineMode.Replay);
        using (var sink = new KafkaEventSink(run.Topic, Partitions))
        {
            await new LoadRun(load, double.PositiveInfinity, realTime: false, TimeProvider.System).SendAsync(sink, null, default);
        }

        await run.StopWhenReadAsync();
        return run.Read();
    }

    /// <summary>Sends a load at the times that its records carry.</summary>
    public async Task SendLiveAsync(LoadOptions load)
    {
        using var sink = new MarklessSink(new KafkaEventSink(Topic, Partitions));
        await new LoadRun(load, double.PositiveInfinity, realTime: true, TimeProvider.System).SendAsync(sink, null, default);
    }

    /// <summary>Stops the engine once it has read everything.</summary>
    public async Task StopWhenReadAsync()
    {
        await WaitUntilReadAsync();
        await _engine!.StopAsync();
    }

    /// <summary>Waits until the engine has read, and committed, everything.</summary>
    public async Task WaitUntilReadAsync()
    {
        var kafka = new KafkaRecords(Servers);
        using var timeout = new CancellationTokenSource(Patience);
        while (await kafka.UnreadByAsync(Group, Names.Events) is { } unread)
        {
            Assert.False(timeout.IsCancellationRequested, $"The engine did not read everything: {unread}\n{_log}");
            await Task.Delay(50);
        }
    }

    /// <summary>Input and outputs, as a read_committed consumer sees them, under the topics' ordinary names.</summary>
    public IReadOnlyList<TopicRecord> Read() =>
    [
        .. new KafkaRecords(Servers).Read([Names.Events, .. Names.Outputs])
            .Select(record => record with { Topic = record.Topic[_cluster.Prefix.Length..] }),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }

    private ReplayTopic Topic => new() { BootstrapServers = Servers, Name = Names.Events, Partitions = Partitions };

    private static EngagementModel Compile(string playbook)
    {
        PlaybookResult result = PlaybookCompiler.Compile(playbook, "playbook.yaml");
        Assert.Empty(result.Errors);
        return result.Model!;
    }
}
