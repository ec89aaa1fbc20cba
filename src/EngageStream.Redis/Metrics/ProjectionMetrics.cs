using System.Diagnostics.Metrics;
using System.Globalization;
using EngageStream.Redis.Projection;

namespace EngageStream.Redis.Metrics;

/// <summary>The instruments of a projection, all observed.</summary>
internal sealed class ProjectionMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EngageStream.Redis";

    private readonly Meter _meter = new(MeterName);
    private readonly ProjectionCounters _counters;

    /// <param name="counters">What is counted.</param>
    /// <param name="partitions">The partitions of this process, at this moment.</param>
    public ProjectionMetrics(ProjectionCounters counters, Func<IEnumerable<ProjectedPartition>> partitions)
    {
        _counters = counters;
        Counter("engagestream.redis.profiles", "{profile}", "Profiles written to Redis", c => c.Written);
        Counter(
            "engagestream.redis.forgotten", "{user}", "People taken out of Redis: erased, expired, or not seen by a rebuild",
            c => c.Forgotten);
        Counter("engagestream.redis.unreadable", "{record}", "Records of the profiles topic that are no profiles", c => c.Unreadable);
        Counter("engagestream.redis.batches", "{batch}", "Batches that Redis took", c => c.Batches);
        Counter(
            "engagestream.redis.refused", "{batch}", "Batches that Redis refused, because the partition's position was another",
            c => c.Refused);
        Counter("engagestream.redis.errors", "{error}", "Calls of Redis that failed", c => c.Errors);
        Counter("engagestream.redis.reconnects", "{reconnect}", "Times that Redis came back", c => c.Reconnects);
        _meter.CreateObservableGauge(
            "engagestream.redis.connected", () => _counters.IsConnected ? 1 : 0, "{connection}", "1 while Redis answers, else 0");
        _meter.CreateObservableGauge(
            "engagestream.redis.last.success", () => _counters.LastSuccess, "s", "When Redis last took something, Unix time");
        _meter.CreateObservableGauge(
            "engagestream.redis.lag",
            () => partitions().Select(partition => new Measurement<long>(
                Math.Max(0, partition.High - partition.Committed),
                new KeyValuePair<string, object?>("partition", partition.Number.ToString(CultureInfo.InvariantCulture)))),
            "{record}",
            "Records between what Redis has and the end of the partition");
        AddTimes();
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // Cumulative buckets, count and sum, as Prometheus has histograms.
    private void AddTimes()
    {
        const string name = "engagestream.redis.batch.duration.seconds";
        const string description = "From sending a batch to the answer of Redis";
        int[] bounds = BatchTimes.UpperBoundsMs;
        _meter.CreateObservableCounter(
            $"{name}.bucket",
            () => Enumerable.Range(0, bounds.Length + 1).Select(bucket => new Measurement<long>(
                _counters.Times.Cumulative(bucket),
                new KeyValuePair<string, object?>(
                    "le", bucket < bounds.Length ? (bounds[bucket] / 1000.0).ToString(CultureInfo.InvariantCulture) : "+Inf"))),
            "s",
            description);
        _meter.CreateObservableCounter($"{name}.count", () => _counters.Times.Cumulative(bounds.Length), "s", description);
        _meter.CreateObservableCounter($"{name}.sum", () => _counters.Times.SumSeconds, "s", description);
    }

    private void Counter(string name, string unit, string description, Func<ProjectionCounters, long> value) =>
        _meter.CreateObservableCounter(name, () => value(_counters), unit, description);
}
