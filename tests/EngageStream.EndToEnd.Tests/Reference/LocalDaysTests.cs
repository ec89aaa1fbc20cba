using static EngageStream.EndToEnd.Tests.Reference.History;

namespace EngageStream.EndToEnd.Tests.Reference;

public sealed class LocalDaysTests
{
    private readonly LocalDays _london = new("Europe/London");

    [Theory]
    [InlineData("2011-01-10T23:59:59.999Z", "2011-01-10", "2011-01-11T00:00:00Z")]
    [InlineData("2011-03-27T00:00:00Z", "2011-03-27", "2011-03-27T23:00:00Z")] // the day of 23 hours
    [InlineData("2011-03-27T23:30:00Z", "2011-03-28", "2011-03-28T23:00:00Z")]
    [InlineData("2011-10-29T23:00:00Z", "2011-10-30", "2011-10-31T00:00:00Z")] // the day of 25 hours
    [InlineData("2011-10-30T23:59:59Z", "2011-10-30", "2011-10-31T00:00:00Z")]
    public void Instants_lie_in_local_days_that_end_at_local_midnight(string instant, string date, string end)
    {
        Assert.Equal(DateOnly.Parse(date, null), _london.DateOf(Utc(instant)));
        Assert.Equal(Utc(end), _london.EndOf(_london.DateOf(Utc(instant))));
    }

    [Theory]
    [InlineData("2011-07-01T12:00:00", "2011-07-01T11:00:00Z")]
    [InlineData("2011-03-27T01:30:00", "2011-03-27T01:30:00Z")] // never occurs: 02:30 summer time
    [InlineData("2011-10-30T01:30:00", "2011-10-30T01:30:00Z")] // occurs twice: the standard one
    public void Clock_readings_are_instants(string local, string instant) =>
        Assert.Equal(Utc(instant), _london.InstantOf(DateTime.Parse(local, null)));

    [Fact]
    public void An_event_counts_until_its_buckets_end_plus_the_window()
    {
        Assert.Equal(Utc("2011-04-26T23:00:00Z"), Window.Days30.LeavesAt(Utc("2011-03-27T10:00:00Z"), _london));
        Assert.Equal(Utc("2011-05-03T00:00:00Z"), Window.Days90.LeavesAt(Utc("2011-02-01T10:00:00Z"), _london));
        Assert.Equal(Utc("2011-02-08T11:00:00Z"), Window.Days7.LeavesAt(Utc("2011-02-01T10:00:00Z"), _london));
    }
}
