using EngageStream.Runtime.Metrics;

namespace EngageStream.Runtime.Tests.Metrics;

public class PendingLatenciesTests
{
    private static readonly int All = BucketHistogram.UpperBoundsMs.Length;
    private readonly PendingLatencies _pending = new();
    private readonly BucketHistogram _histogram = new();

    [Fact]
    public void Each_event_is_measured_once_at_its_commit()
    {
        foreach (long at in (long[])[1_000, 1_000, 1_000, 1_500, 1_000])
        {
            _pending.Add(at);
        }

        _pending.Commit(2_000, _histogram);
        _pending.Commit(9_000, _histogram);
        Assert.Equal(5, _histogram.Cumulative(All));
        Assert.Equal((4 * 1_000) + 500, _histogram.SumMs);
    }

    [Fact]
    public void An_aborted_transaction_is_not_measured()
    {
        _pending.Add(1_000);
        _pending.Clear();
        _pending.Commit(2_000, _histogram);
        Assert.Equal(0, _histogram.Cumulative(All));
    }

    [Fact]
    public void Memory_is_bounded_however_long_a_transaction_is()
    {
        for (int i = 0; i < PendingLatencies.MaxRuns + 100; i++)
        {
            _pending.Add(i);
        }

        _pending.Commit(PendingLatencies.MaxRuns, _histogram);
        Assert.Equal(PendingLatencies.MaxRuns, _histogram.Cumulative(All));
    }
}
