namespace EngageStream.Runtime.Metrics;

/// <summary>
/// A latency histogram of plain longs: one thread adds, any thread reads a picture that may be a moment old. An addition
/// costs a few nanoseconds where a <c>Histogram&lt;T&gt;</c> of System.Diagnostics.Metrics costs a hundred.
/// </summary>
internal sealed class BucketHistogram
{
    private readonly long[] _counts = new long[UpperBoundsMs.Length + 1];
    private long _sumMs;

    /// <summary>Inclusive upper bounds in milliseconds; a last bucket without bound follows.</summary>
    public static long[] UpperBoundsMs { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000, 600_000];

    /// <summary>Sum of everything added, in milliseconds.</summary>
    public long SumMs => Volatile.Read(ref _sumMs);

    /// <summary>Adds one value; a negative one, from clocks that disagree, counts as 0.</summary>
    /// <param name="milliseconds">The value.</param>
    /// <param name="times">How often it occurred.</param>
    public void Add(long milliseconds, long times = 1)
    {
        milliseconds = Math.Max(milliseconds, 0);
        int bucket = 0;
        while (bucket < UpperBoundsMs.Length && milliseconds > UpperBoundsMs[bucket])
        {
            bucket++;
        }

        _counts[bucket] += times;
        _sumMs += milliseconds * times;
    }

    /// <summary>Values up to the bound of a bucket and those of the buckets below; the last index is that of all.</summary>
    public long Cumulative(int bucket)
    {
        long total = 0;
        for (int i = 0; i <= bucket; i++)
        {
            total += Volatile.Read(ref _counts[i]);
        }

        return total;
    }
}
