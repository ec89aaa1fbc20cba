using EngageStream.Host.Mapping;

namespace EngageStream.Host.Tests.Mapping;

public sealed class TimeColumnTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [Theory]
    [InlineData("2011-07-01 12:00:00", "2011-07-01T11:00:00Z", LocalTimeKind.Plain)]
    [InlineData("2011-01-01 12:00:00", "2011-01-01T12:00:00Z", LocalTimeKind.Plain)]
    [InlineData("2011-10-30 00:59:59", "2011-10-29T23:59:59Z", LocalTimeKind.Plain)]
    [InlineData("2011-10-30 01:30:00", "2011-10-30T01:30:00Z", LocalTimeKind.Ambiguous)]
    [InlineData("2011-10-30 02:00:00", "2011-10-30T02:00:00Z", LocalTimeKind.Plain)]
    [InlineData("2011-03-27 01:30:00", "2011-03-27T01:30:00Z", LocalTimeKind.Skipped)]
    public void Local_times_follow_summer_time_and_odd_ones_are_standard_time(string text, string expected, LocalTimeKind kind)
    {
        Assert.True(new TimeColumn(0, "yyyy-MM-dd HH:mm:ss", London).TryRead(text, out long timeMs, out LocalTimeKind found));
        Assert.Equal((DateTimeOffset.Parse(expected, null).ToUnixTimeMilliseconds(), kind), (timeMs, found));
    }

    [Theory]
    [InlineData("iso", "2011-07-01T12:00:00+05:30", 1309501800000)]
    [InlineData("iso", "2011-07-01T12:00:00.250Z", 1309521600250)]
    [InlineData("iso", "2011-07-01", 1309474800000)]
    [InlineData("epoch_s", "1309521600", 1309521600000)]
    [InlineData("epoch_ms", "1309521600250", 1309521600250)]
    [InlineData("dd/MM/yyyy HH:mm zzz", "01/07/2011 12:00 +02:00", 1309514400000)]
    public void Times_with_an_offset_keep_it_whatever_the_zone(string format, string text, long expected)
    {
        Assert.True(new TimeColumn(0, format, London).TryRead(text, out long timeMs, out _));
        Assert.Equal(expected, timeMs);
    }

    [Theory]
    [InlineData("iso", "")]
    [InlineData("iso", "yesterday")]
    [InlineData("iso", "1969-12-31")]
    [InlineData("epoch_s", "-5")]
    [InlineData("epoch_s", "9223372036854775807")]
    [InlineData("yyyy-MM-dd", "2011-13-01")]
    public void What_is_no_time_since_1970_is_refused(string format, string text) =>
        Assert.False(new TimeColumn(0, format, TimeZoneInfo.Utc).TryRead(text, out _, out _));
}
