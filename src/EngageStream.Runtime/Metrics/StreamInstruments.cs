using System.Diagnostics.Metrics;
using System.Globalization;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Metrics;

/// <summary>Makes instruments that add up what stream threads count, and what their shards hold.</summary>
internal sealed class StreamInstruments(Meter meter, IReadOnlyList<StreamThread> threads)
{
    /// <summary>The meter.</summary>
    public Meter Meter => meter;

    /// <summary>The threads.</summary>
    public IReadOnlyList<StreamThread> Threads => threads;

    /// <summary>Shards at work.</summary>
    public IEnumerable<Shard> Shards => threads.SelectMany(thread => thread.Assignment.Running);

    /// <summary>A count of all threads.</summary>
    public void Counter(string name, string unit, string description, Func<StreamCounters, long> value) =>
        meter.CreateObservableCounter(name, () => threads.Sum(thread => value(thread.Counters)), unit, description);

    /// <summary>Counts with labels.</summary>
    public void Counters(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> values) =>
        meter.CreateObservableCounter(name, values, unit, description);

    /// <summary>A number of all shards.</summary>
    public void Gauge(string name, string unit, string description, Func<Shard, long> value) =>
        meter.CreateObservableGauge(name, () => Shards.Sum(value), unit, description);

    /// <summary>A number of each shard, by partition.</summary>
    public void ByPartition(string name, string unit, string description, Func<Shard, double> value) =>
        meter.CreateObservableGauge(
            name, () => Shards.Select(shard => Measure(value(shard), ("partition", Text(shard.Partition)))), unit, description);

    /// <summary>
    /// A histogram in seconds, as three counters whose names end in <c>.seconds.bucket</c>, <c>.seconds.count</c> and
    /// <c>.seconds.sum</c>: <see cref="PrometheusFamily"/> makes one family of them. A real <c>Histogram&lt;T&gt;</c> costs a hundred
    /// nanoseconds for each event.
    /// </summary>
    public void Histogram(string name, string description, Func<StreamCounters, BucketHistogram> of) =>
        Histogram(name, description, [("", "", of)]);

    /// <summary>A histogram that is told apart by a label.</summary>
    public void Histogram(
        string name, string description, params (string Label, string Value, Func<StreamCounters, BucketHistogram> Of)[] parts)
    {
        const string Values = "{observation}";
        long[] bounds = BucketHistogram.UpperBoundsMs;
        Meter.CreateObservableCounter($"{name}.seconds.bucket", () => parts.SelectMany(part => Enumerable
            .Range(0, bounds.Length + 1)
            .Select(bucket => Measure(UpTo(part.Of, bucket), (part.Label, part.Value), ("le", Bound(bounds, bucket))))), Values, description);
        Meter.CreateObservableCounter($"{name}.seconds.count",
            () => parts.Select(part => Measure(UpTo(part.Of, bounds.Length), (part.Label, part.Value))), Values, description);
        Meter.CreateObservableCounter($"{name}.seconds.sum",
            () => parts.Select(part => Measure(threads.Sum(thread => part.Of(thread.Counters).SumMs) / 1000.0, (part.Label, part.Value))),
            "s", description);
    }

    /// <summary>Adds up counts by label.</summary>
    public Dictionary<TLabel, long> Sum<TLabel>(Func<StreamCounters, IEnumerable<KeyValuePair<TLabel, long>>> of)
        where TLabel : notnull =>
        threads.SelectMany(thread => of(thread.Counters)).GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));

    /// <summary>A value with labels; one without a name is left out.</summary>
    public static Measurement<T> Measure<T>(T value, params ReadOnlySpan<(string Name, string Value)> labels)
        where T : struct
    {
        var tags = new List<KeyValuePair<string, object?>>(labels.Length);
        foreach ((string name, string text) in labels)
        {
            if (name.Length > 0)
            {
                tags.Add(new(name, text));
            }
        }

        return new Measurement<T>(value, tags);
    }

    /// <summary>A number as label.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private long UpTo(Func<StreamCounters, BucketHistogram> of, int bucket) =>
        threads.Sum(thread => of(thread.Counters).Cumulative(bucket));

    private static string Bound(long[] bounds, int bucket) =>
        bucket < bounds.Length ? (bounds[bucket] / 1000.0).ToString(CultureInfo.InvariantCulture) : "+Inf";
}
