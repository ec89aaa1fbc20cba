using EngageStream.Chaos.Faults;
using EngageStream.Chaos.Reports;

namespace EngageStream.Chaos.Tests.Reports;

public sealed class RecoveryTimesTests
{
    [Fact]
    public void Median_and_maximum_are_told_by_kind()
    {
        RecoveryTimes times = Assert.Single(RecoveryTimes.Of([Kill(3), Kill(9), Kill(1)]));
        Assert.Equal(new RecoveryTimes(FaultKind.Kill, 3, 3, 3, 9), times);
    }

    [Fact]
    public void A_fault_on_top_of_another_is_counted_but_not_measured()
    {
        RecoveryTimes times = Assert.Single(RecoveryTimes.Of([Kill(3), Kill(20) with { IsClean = false }, Kill(null)]));
        Assert.Equal(new RecoveryTimes(FaultKind.Kill, 3, 1, 3, 3), times);
    }

    [Fact]
    public void Where_nothing_was_measured_there_are_no_times() =>
        Assert.Equal(new RecoveryTimes(FaultKind.Kill, 1, 0, null, null), Assert.Single(RecoveryTimes.Of([Kill(null)])));

    private static FaultOutcome Kill(double? seconds) => new(
        new Fault(1, FaultKind.Kill, 1, default, default, false), DateTimeOffset.UnixEpoch, [0],
        seconds is { } s ? TimeSpan.FromSeconds(s) : null, IsClean: true);
}
