using EngageStream.Runtime.Metrics;

namespace EngageStream.Runtime.Tests.Metrics;

public class BucketHistogramTests
{
    [Fact]
    public void Values_lie_in_the_first_bucket_whose_bound_holds_them()
    {
        var histogram = new BucketHistogram();
        foreach (long value in (long[])[-5, 1, 2, 3, 600_000, 600_001])
        {
            histogram.Add(value);
        }

        Assert.Equal(2, histogram.Cumulative(0));
        Assert.Equal(3, histogram.Cumulative(1));
        Assert.Equal(4, histogram.Cumulative(2));
        Assert.Equal(5, histogram.Cumulative(BucketHistogram.UpperBoundsMs.Length - 1));
        Assert.Equal(6, histogram.Cumulative(BucketHistogram.UpperBoundsMs.Length));
        Assert.Equal(1_200_007, histogram.SumMs);
    }
}
