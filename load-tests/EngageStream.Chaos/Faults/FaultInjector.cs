using EngageStream.Chaos.Observation;
using EngageStream.Chaos.Processes;

namespace EngageStream.Chaos.Faults;

/// <summary>Does to a cluster what is planned, and watches how long it takes to recover. Not thread-safe.</summary>
internal sealed class FaultInjector(Cluster cluster, OutputWatch watch, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WorkPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private readonly List<string> _faulty = [];
    private CancellationTokenSource? _watching;
    private Task<FaultOutcome>? _recovering;
    private bool _isClean = true;

    /// <summary>What processes did that they must not: end without being told to, or not end when told to.</summary>
    public IReadOnlyList<string> Faulty => _faulty;

    /// <summary>Injects the faults in turn.</summary>
    /// <param name="plan">The faults.</param>
    /// <param name="done">Told of each, when it has recovered or the next one comes.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunAsync(IReadOnlyList<Fault> plan, Action<FaultOutcome> done, CancellationToken cancellation)
    {
        foreach (Fault fault in plan)
        {
            if (!fault.Hasty)
            {
                await FinishAsync(done, hurry: false).ConfigureAwait(false);
            }

            await Task.Delay(fault.Pause, time, cancellation).ConfigureAwait(false);
            await FinishAsync(done, hurry: true).ConfigureAwait(false);
            await ReviveAsync(cancellation).ConfigureAwait(false);
            await InjectAsync(fault, cancellation).ConfigureAwait(false);
        }

        await FinishAsync(done, hurry: false).ConfigureAwait(false);
        await ReviveAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts again what ended by itself, and keeps it in mind.</summary>
    public async Task ReviveAsync(CancellationToken cancellation)
    {
        if (cluster.Broker.HasFailed)
        {
            _faulty.Add($"the broker ended by itself; see {cluster.Broker.LogPath}");
            await cluster.Broker.KillAsync().ConfigureAwait(false);
            await cluster.Broker.StartAsync(cancellation).ConfigureAwait(false);
        }

        foreach (EngineNode node in cluster.Wanted.Where(node => node.HasFailed).ToList())
        {
            _faulty.Add($"{node.Name} ended by itself with exit code {node.ExitCode}; see {node.LogPath}");
            await node.KillAsync().ConfigureAwait(false);
            node.Start();
        }
    }

    private async Task InjectAsync(Fault fault, CancellationToken cancellation)
    {
        IReadOnlyList<int> partitions = await AtWorkAsync(fault, cancellation).ConfigureAwait(false);
        bool clean = _isClean;
        DateTimeOffset at = time.GetUtcNow();
        _watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _recovering = fault.Kind == FaultKind.Add
            ? AddedAsync(fault, at, clean, _watching.Token)
            : RecoveredAsync(fault, at, partitions, clean, _watching.Token);
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await cluster.Node(fault.Node).KillAsync().ConfigureAwait(false);
                await HoldAsync(fault, cancellation).ConfigureAwait(false);
                cluster.Node(fault.Node).Start();
                break;
            case FaultKind.Pause:
                cluster.Node(fault.Node).Freeze();
                await HoldAsync(fault, cancellation).ConfigureAwait(false);
                cluster.Node(fault.Node).Thaw();
                break;
            case FaultKind.Broker:
                await cluster.Broker.KillAsync().ConfigureAwait(false);
                await HoldAsync(fault, cancellation).ConfigureAwait(false);
                await cluster.Broker.StartAsync(cancellation).ConfigureAwait(false);
                break;
            case FaultKind.Add:
                cluster.Node(fault.Node).Start();
                break;
            case FaultKind.Remove:
                await RemoveAsync(cluster.Node(fault.Node)).ConfigureAwait(false);
                break;
            case FaultKind.Drop:
                cluster.Proxy.Drop(Cluster.ClientsOf(fault.Node));
                await HoldAsync(fault, cancellation).ConfigureAwait(false);
                cluster.Proxy.Heal();
                break;
            case FaultKind.Freeze:
                cluster.Proxy.Freeze(Cluster.ClientsOf(fault.Node));
                await HoldAsync(fault, cancellation).ConfigureAwait(false);
                cluster.Proxy.Heal();
                break;
            case FaultKind.Evict:
                await cluster.Members.EvictAsync(Cluster.ClientsOf(fault.Node)).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"{fault.Kind} is no kind of fault.");
        }
    }

    private async Task RemoveAsync(EngineNode node)
    {
        int? code = await node.StopAsync(StopPatience).ConfigureAwait(false);
        if (code != 0)
        {
            _faulty.Add(code is null
                ? $"{node.Name} did not stop within {StopPatience.TotalSeconds} s of SIGTERM; see {node.LogPath}"
                : $"{node.Name} ended its planned stop with exit code {code}; see {node.LogPath}");
        }
    }

    // A fault that is in no haste finds its target at work, if that comes about soon.
    private async Task<IReadOnlyList<int>> AtWorkAsync(Fault fault, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            IReadOnlyList<int> partitions = await ConcernedAsync(fault, cancellation).ConfigureAwait(false);
            if (partitions.Count > 0 || fault.Hasty || fault.Kind == FaultKind.Add || time.GetElapsedTime(began) > WorkPatience)
            {
                return partitions;
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }
    }

    // Who cannot be asked, just started or hanging, is taken to have no partitions: nothing is measured then.
    private async Task<IReadOnlyList<int>> ConcernedAsync(Fault fault, CancellationToken cancellation) =>
        fault.Node == 0 ? [.. cluster.AllPartitions]
        : fault.Kind != FaultKind.Add && await cluster.Node(fault.Node).MetricsAsync(cancellation).ConfigureAwait(false) is { } metrics
            ? [.. metrics.ClocksMs.Keys.Order()]
        : [];

    private async Task<FaultOutcome> RecoveredAsync(
        Fault fault, DateTimeOffset at, IReadOnlyList<int> partitions, bool clean, CancellationToken next)
    {
        DateTimeOffset? met = partitions.Count == 0 ? null : await watch.NewOutputAsync(partitions, at, next).ConfigureAwait(false);
        return new FaultOutcome(fault, at, partitions, met - at, clean);
    }

    private async Task<FaultOutcome> AddedAsync(Fault fault, DateTimeOffset at, bool clean, CancellationToken next)
    {
        IReadOnlyList<int> taken = [];
        try
        {
            while (taken.Count == 0)
            {
                await Task.Delay(Look, time, next).ConfigureAwait(false);
                taken = await ConcernedAsync(fault with { Kind = FaultKind.Kill }, next).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return new FaultOutcome(fault, at, taken, null, clean);
        }

        // From now on: until then these partitions' outputs were the former owner's.
        DateTimeOffset? met = await watch.NewOutputAsync(taken, time.GetUtcNow(), next).ConfigureAwait(false);
        return new FaultOutcome(fault, at, taken, met - at, clean);
    }

    private Task HoldAsync(Fault fault, CancellationToken cancellation) => Task.Delay(fault.Hold, time, cancellation);

    private async Task FinishAsync(Action<FaultOutcome> done, bool hurry)
    {
        if (_recovering is null || _watching is null)
        {
            return;
        }

        if (hurry)
        {
            await _watching.CancelAsync().ConfigureAwait(false);
        }
        else
        {
            _watching.CancelAfter(patience);
        }

        FaultOutcome outcome = await _recovering.ConfigureAwait(false);
        _isClean = outcome.Recovery is not null;
        done(outcome);
        _watching.Dispose();
        (_watching, _recovering) = (null, null);
    }
}
