using System.Collections.Concurrent;

namespace EngageStream.Runtime.Metrics;

/// <summary>Counts by label, for what happens seldom. One thread adds, any thread reads.</summary>
internal sealed class LabelledCounts<TLabel>
    where TLabel : notnull
{
    private readonly ConcurrentDictionary<TLabel, long> _counts = new();

    /// <summary>The counts so far.</summary>
    public IEnumerable<KeyValuePair<TLabel, long>> All => _counts;

    /// <summary>Counts one more.</summary>
    public void Add(TLabel label) => _counts.AddOrUpdate(label, 1, static (_, count) => count + 1);
}
