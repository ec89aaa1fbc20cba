namespace EngageStream.Redis.Metrics;

/// <summary>A histogram of plain longs: one thread adds, any thread reads a picture that may be a moment old.</summary>
internal sealed class BatchTimes
{
    private readonly long[] _counts = new long[UpperBoundsMs.Length + 1];
    private long _sumMicroseconds;

    /// <summary>Inclusive upper bounds in milliseconds; a last bucket without bound follows.</summary>
    public static int[] UpperBoundsMs { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

    /// <summary>Sum of everything added, in seconds.</summary>
    public double SumSeconds => Volatile.Read(ref _sumMicroseconds) / 1e6;

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        int bucket = 0;
        while (bucket < UpperBoundsMs.Length && time.TotalMilliseconds > UpperBoundsMs[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        _sumMicroseconds += (long)time.TotalMicroseconds;
    }

    /// <summary>Times up to the bound of a bucket and those of the buckets below; the last index is that of all.</summary>
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
