using EngageStream.Chaos.Load;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.Chaos.Tests.Load;

public sealed class SteadyLoadTests
{
    [Theory]
    [InlineData(50, 60)]
    [InlineData(400, 120)]
    public void A_load_has_about_the_rate_that_was_asked_for(int perSecond, int seconds)
    {
        SteadyLoad load = SteadyLoad.Plan(3, perSecond, TimeSpan.FromSeconds(seconds), startMs: 1_800_000_000_000);
        int records = LoadStream.Records(load.Options).Count();
        Assert.InRange(records, perSecond * seconds * 0.75, perSecond * seconds * 1.35);
    }

    [Fact]
    public void There_is_load_soon_after_the_begin()
    {
        SteadyLoad load = SteadyLoad.Plan(3, 200, TimeSpan.FromMinutes(10), startMs: 1_800_000_000_000);
        int early = LoadStream.Records(load.Options).TakeWhile(record => record.TimeMs < load.Options.FirstMs + 10_000).Count();
        Assert.True(early > 100, $"Only {early} records in the first ten seconds.");
    }
}
