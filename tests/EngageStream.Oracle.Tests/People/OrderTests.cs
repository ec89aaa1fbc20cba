using static EngageStream.Oracle.Tests.Hand;

namespace EngageStream.Oracle.Tests.People;

/// <summary>A person is dormant after 15 s of silence; an event comes just about then: before that, or after.</summary>
public sealed class OrderTests
{
    private const long Due = Noon + 15_000;

    [Theory]
    [InlineData(-1)]
    [InlineData(-400)]
    [InlineData(-1000)]
    public void What_is_due_within_a_second_after_an_events_appending_may_come_first_or_not_at_all(long early)
    {
        Assert.Empty(Began().CheckIn(Due + early, Due + early).Judged(Due));
        Assert.Empty(Began().Fire(Due).CheckIn(Due + early, Due).Judged(Due));
    }

    [Fact]
    public void What_is_due_later_than_a_second_after_an_events_appending_must_not_come_first() =>
        Assert.NotEmpty(Began().Fire(Due).CheckIn(Due - 1001, Due).Judged(Due));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(900)]
    [InlineData(5000)]
    public void What_is_due_by_an_events_appending_must_come_first(long late)
    {
        Assert.Empty(Began().Fire(Due).CheckIn(Due + late, Due + late).Judged(Due + late));
        Assert.NotEmpty(Began().CheckIn(Due + late, Due + late).Judged(Due + late));
    }

    [Fact]
    public void The_shard_clock_may_be_ahead_of_the_appending_by_a_second_and_no_more()
    {
        Assert.Empty(new Hand().CheckIn(Noon, Noon + 1000).Judged(Noon));
        Assert.NotEmpty(new Hand().CheckIn(Noon, Noon + 1001).Judged(Noon));
        Assert.NotEmpty(new Hand().CheckIn(Noon, Noon - 1).Judged(Noon));
    }

    [Fact]
    public void A_timer_due_while_the_engine_was_at_work_must_have_fired()
    {
        Assert.Empty(Began().Judged(Due - 1));
        Assert.NotEmpty(Began().Judged(Due));
        Assert.NotEmpty(Began().Fire(Due).Judged(Due - 1));
    }

    private static Hand Began() => new Hand().CheckIn(Noon, Noon);
}
