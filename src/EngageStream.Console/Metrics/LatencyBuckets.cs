namespace EngageStream.Console.Metrics;

/// <summary>A latency histogram: cumulative buckets as Prometheus has them. Thread-safe.</summary>
internal sealed class LatencyBuckets
{
    private readonly long[] _counts = new long[BoundsMs.Length + 1];
    private long _sumMicroseconds;

    /// <summary>Inclusive upper bounds in milliseconds; a last bucket without bound follows.</summary>
    public static long[] BoundsMs { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000];

    /// <summary>Sum of everything added, in seconds.</summary>
    public double SumSeconds => Interlocked.Read(ref _sumMicroseconds) / 1e6;

    /// <summary>Adds one value.</summary>
    public void Add(TimeSpan time)
    {
        int bucket = 0;
        while (bucket < BoundsMs.Length && time.TotalMilliseconds > BoundsMs[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sumMicroseconds, (long)time.TotalMicroseconds);
    }

    /// <summary>Values up to the bound of a bucket; the last index is that of all.</summary>
    public long Cumulative(int bucket) => _counts.Take(bucket + 1).Sum();
}
