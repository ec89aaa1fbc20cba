using EngageStream.Chaos.Observation;

namespace EngageStream.Chaos.Tests.Observation;

public sealed class EngineMetricsTests
{
    private const string Page = """
        # TYPE engagestream_shard_clock_seconds gauge
        engagestream_shard_clock_seconds{partition="0"} 1800000000.25
        engagestream_shard_clock_seconds{partition="11"} 1800000001
        # TYPE engagestream_aborts_total counter
        engagestream_aborts_total 3
        engagestream_triggers_total{campaign="a",channel="push"} 4
        engagestream_triggers_total{campaign="b",channel="push"} 5
        engagestream_triggers_totally_else 100
        """;

    private readonly EngineMetrics _metrics = EngineMetrics.Of(Page);

    [Fact]
    public void Clocks_are_told_by_partition() =>
        Assert.Equal(new Dictionary<int, long> { [0] = 1_800_000_000_250, [11] = 1_800_000_001_000 }, _metrics.ClocksMs);

    [Fact]
    public void Samples_of_a_name_are_added_up()
    {
        Assert.Equal(3, _metrics.Sum("engagestream_aborts_total"));
        Assert.Equal(9, _metrics.Sum("engagestream_triggers_total"));
        Assert.True(_metrics.Has("engagestream_aborts_total"));
        Assert.False(_metrics.Has("engagestream_restores_total"));
    }
}
