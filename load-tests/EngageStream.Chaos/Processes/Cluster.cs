using EngageStream.Chaos.Network;
using EngageStream.Chaos.Observation;

namespace EngageStream.Chaos.Processes;

/// <summary>Broker, proxy and engines of a run.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>Application id of the engines, and so the name of their group.</summary>
    public const string Application = "chaos";

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private readonly List<EngineNode> _nodes;
    private readonly int _partitions;

    /// <param name="options">The run.</param>
    /// <param name="folder">Folder for logs and data.</param>
    /// <param name="time">Clock.</param>
    public Cluster(ChaosOptions options, string folder, TimeProvider time)
    {
        _partitions = options.Partitions;
        Members = new GroupEviction(Proxy.Address, Application);
        Broker = new BrokerNode(folder, Proxy, options.LaxGenerations, time);

        // The plan may add one engine more than there are at the start.
        _nodes = [.. Enumerable.Range(1, options.Engines + 1).Select(n => new EngineNode(n, folder, [.. SettingsOf(options)], time))];
    }

    /// <summary>Stands between everybody and the broker.</summary>
    public FaultyProxy Proxy { get; } = new();

    /// <summary>The broker.</summary>
    public BrokerNode Broker { get; }

    /// <summary>Sends members of the engines' group away.</summary>
    public GroupEviction Members { get; }

    /// <summary>All engines, also those that are away.</summary>
    public IReadOnlyList<EngineNode> Nodes => _nodes;

    /// <summary>Engines that should be at work.</summary>
    public IEnumerable<EngineNode> Wanted => _nodes.Where(node => node.IsWanted);

    /// <summary>All partitions of the input.</summary>
    public IEnumerable<int> AllPartitions => Enumerable.Range(0, _partitions);

    /// <summary>Start of the ids of an engine's Kafka clients; 0 for those of all engines.</summary>
    public static string ClientsOf(int node) => node > 0 ? $"{Application}-node-{node}-" : $"{Application}-node-";

    /// <summary>The engine of a number.</summary>
    public EngineNode Node(int number) => _nodes[number - 1];

    /// <summary>Clocks of all shards at work, Unix milliseconds; where two engines have one, the earlier.</summary>
    public async Task<IReadOnlyDictionary<int, long>> ClocksMsAsync(CancellationToken cancellation)
    {
        EngineMetrics?[] pages = await Task.WhenAll(Wanted.Select(node => node.MetricsAsync(cancellation))).ConfigureAwait(false);
        return pages.OfType<EngineMetrics>().SelectMany(page => page.ClocksMs)
            .GroupBy(clock => clock.Key).ToDictionary(same => same.Key, same => same.Min(clock => clock.Value));
    }

    /// <summary>Stops all engines as an operator does.</summary>
    /// <returns>What went wrong, in words.</returns>
    public async Task<IReadOnlyList<string>> StopEnginesAsync()
    {
        string?[] wrong = await Task.WhenAll(Wanted.ToList().Select(async node =>
            await node.StopAsync(StopPatience).ConfigureAwait(false) switch
            {
                0 => null,
                null => $"{node.Name} did not stop within {StopPatience.TotalSeconds} s of SIGTERM",
                int code => $"{node.Name} ended its planned stop with exit code {code}",
            })).ConfigureAwait(false);
        return [.. wrong.OfType<string>()];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Broker.DisposeAsync().ConfigureAwait(false);
        await Proxy.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<string> SettingsOf(ChaosOptions options)
    {
        yield return $"application.id={Application}";
        yield return "mode=live";
        yield return $"playbook={options.Playbook}";
        yield return $"topics.partitions={options.Partitions}";
        yield return $"kafka.bootstrap.servers={Proxy.Address}";
        if (options.Guarantee is { } guarantee)
        {
            yield return $"processing.guarantee={guarantee}";
        }

        if (options.CommitInterval is { } interval)
        {
            yield return $"commit.interval.ms={(long)interval.TotalMilliseconds}";
        }

        foreach (string setting in options.Settings)
        {
            yield return setting;
        }
    }
}
