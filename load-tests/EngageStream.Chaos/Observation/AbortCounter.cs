using EngageStream.Chaos.Processes;

namespace EngageStream.Chaos.Observation;

/// <summary>Adds up what engines count over all their lives, asking each once a second.</summary>
internal sealed class AbortCounter(Cluster cluster, TimeProvider time)
{
    private const string Name = "engagestream_aborts_total";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<(string Node, int Life), double> _counts = [];

    /// <summary>The sum; <see langword="null"/> where no engine has shown this count.</summary>
    public long? Total => _counts.Count > 0 ? (long)_counts.Values.Sum() : null;

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                foreach (EngineNode node in cluster.Nodes)
                {
                    await AskAsync(node, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task AskAsync(EngineNode node, CancellationToken cancellation)
    {
        int life = node.Starts;
        if (await node.MetricsAsync(cancellation).ConfigureAwait(false) is { } metrics && metrics.Has(Name) && life == node.Starts)
        {
            _counts[(node.Name, life)] = metrics.Sum(Name);
        }
    }
}
