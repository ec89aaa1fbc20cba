using System.Diagnostics.Metrics;
using System.Globalization;

namespace EngageStream.Runtime.Metrics;

/// <summary>What a <c>Histogram&lt;T&gt;</c> of another part has recorded under one set of labels. Not thread-safe.</summary>
internal sealed class PrometheusHistogram(IReadOnlyList<double> bounds)
{
    // OpenTelemetry's, for instruments that advise none, and are in seconds.
    private static readonly double[] StandardBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly long[] _counts = new long[bounds.Count + 1];
    private double _sum;

    /// <summary>Makes one with the bounds that the instrument advises.</summary>
    public static PrometheusHistogram For(Instrument instrument) => new(instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => advised,
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        _ => StandardBounds,
    });

    /// <summary>Takes a value.</summary>
    public void Add(double value)
    {
        int bucket = 0;
        while (bucket < bounds.Count && value > bounds[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        _sum += value;
    }

    /// <summary>The samples: end of the name, the label <c>le</c> or nothing, and the value.</summary>
    public IEnumerable<(string Part, string? Bound, double Value)> Samples()
    {
        long total = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            total += _counts[i];
            yield return ("_bucket", i < bounds.Count ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf", total);
        }

        yield return ("_sum", null, _sum);
        yield return ("_count", null, total);
    }
}
