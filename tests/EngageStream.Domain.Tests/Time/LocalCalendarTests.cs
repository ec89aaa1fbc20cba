using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.Time;

public class LocalCalendarTests
{
    private static readonly long End = DateTimeOffset.Parse("2100-01-01T00:00:00Z").ToUnixTimeMilliseconds();
    private static readonly long From = DateTimeOffset.Parse("2009-12-25T00:00:00Z").ToUnixTimeMilliseconds();

    /// <summary>Ordinary zones, midnights skipped (São Paulo, Beirut) and repeated (Amman, Havana), changes at 00:01, a skipped date.</summary>
    public static TheoryData<string> Zones =>
        ["UTC", "Europe/London", "America/Sao_Paulo", "Asia/Beirut", "Asia/Amman", "America/Havana", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia",
        "Australia/Lord_Howe", "Pacific/Kiritimati"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void Days_and_their_starts_are_those_of_the_zones_clock(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var calendar = new LocalCalendar(zone);
        int newest = int.MinValue;
        for (long at = From; at < From + (740 * Durations.Day); at += Durations.QuarterHour)
        {
            // Steps of a quarter of an hour, and the minute after: St John's changed its clocks at one past midnight.
            foreach (long instant in new[] { at, at + Durations.Minute })
            {
                int day = NaiveDayOf(zone, instant);
                Assert.Equal(day, calendar.DayOf(instant));
                Assert.Equal(day, calendar.DayOf(instant + Durations.Minute - 1));
                if (day > newest && newest != int.MinValue)
                {
                    Assert.Equal(instant, calendar.StartOf(day));
                    Assert.Equal(instant, calendar.StartOf(newest + 1)); // Where dates are skipped, they begin and end here.
                }

                newest = Math.Max(day, newest);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Every_day_until_2100_has_the_offsets_and_the_date_of_the_zones_clock(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var calendar = new LocalCalendar(zone);
        for (long at = 0; at < End - (2 * Durations.Day); at += Durations.Day)
        {
            foreach (long instant in new[] { at, at + (Durations.Day / 2), at + Durations.Day - 1 })
            {
                long offset = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(instant)).TotalMilliseconds;
                Assert.Equal(offset, calendar.OffsetAt(instant));
                Assert.Equal((int)Math.Floor((instant + offset) / (double)Durations.Day), calendar.DayOf(instant));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Days_before_1970_and_after_2100_follow_without_a_gap(string id)
    {
        var calendar = new LocalCalendar(TimeZoneInfo.FindSystemTimeZoneById(id));
        int lastOfTable = (int)(End / Durations.Day);
        foreach (int day in Enumerable.Range(-3, 6).Concat(Enumerable.Range(lastOfTable - 3, 8)))
        {
            long start = calendar.StartOf(day);
            Assert.Equal(day, calendar.DayOf(start));
            Assert.Equal(day - 1, calendar.DayOf(start - 1));
        }
    }

    [Fact]
    public void Offsets_before_and_beyond_the_table_are_its_ends()
    {
        var calendar = new LocalCalendar(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"));
        Assert.Equal(330 * Durations.Minute, calendar.OffsetAt(-Durations.Day));
        Assert.Equal(330 * Durations.Minute, calendar.OffsetAt(long.MaxValue));
        Assert.Equal(-1, LocalCalendar.Utc.DayOf(-1));
    }

    [Theory]
    [InlineData(5, 10, 15)]
    [InlineData(-5, Durations.Never, Durations.Never - 5)]
    [InlineData(5, Durations.Never, Durations.Never)]
    [InlineData(Durations.Never, Durations.Day, Durations.Never)]
    [InlineData(Durations.Never - 1, 1, Durations.Never)]
    public void Adding_a_length_never_overflows(long instant, long length, long expected) => Assert.Equal(expected, Durations.Add(instant, length));

    internal static int NaiveDayOf(TimeZoneInfo zone, long instantMs) =>
        (TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instantMs), zone).DateTime.Date - DateTime.UnixEpoch).Days;
}
