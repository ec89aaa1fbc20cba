using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.Windows;

public class WindowReaderTests
{
    private const int Metric = 3;

    public static TheoryData<string, WindowSpan> Cases()
    {
        var cases = new TheoryData<string, WindowSpan>();
        foreach (string zone in new[] { "UTC", "Europe/London", "America/Sao_Paulo", "Asia/Beirut", "America/Havana" })
        {
            foreach (WindowSpan span in Enum.GetValues<WindowSpan>())
            {
                cases.Add(zone, span);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Windows_equal_a_recount_of_raw_events_that_come_out_of_order(string id, WindowSpan span)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var calendar = new LocalCalendar(zone);
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var naive = new NaiveWindow(zone, span);
            CellList cells = new UserState().Cells;
            long now = Start(random);
            for (int step = 0; step < 40; step++)
            {
                // 1. Time passes, now and then by much; an event comes, now and then late by up to the window.
                now += (long)(span.LengthMs() * random.NextDouble() * (random.Next(10) == 0 ? 0.7 : 0.06));
                long happened = now - (random.Next(4) == 0 ? (long)(span.LengthMs() * random.NextDouble()) : 0);
                double value = random.Next(-2, 6);
                Add(cells, span, happened, value, calendar);
                naive.Add(happened, value);
                if (random.Next(3) == 0)
                {
                    cells.DropExpired(WindowReader.SeriesOf(Metric, span), now, calendar);
                }

                // 2. All readings, now, and at the very instant of the next expiry and just before.
                long expiry = naive.NextExpiry(now);
                Assert.Equal(expiry, WindowReader.NextExpiry(cells, Metric, span, now, calendar));
                foreach (long at in new[] { now, expiry - 1, expiry })
                {
                    Assert.Equal(naive.Total(at), WindowReader.Total(cells, Metric, span, at, calendar));
                    Assert.Equal(naive.Days(at), WindowReader.Days(cells, Metric, span, at, calendar));
                }

                // 3. When they fall below thresholds, also such as no total of whole numbers is equal to.
                foreach (double threshold in new[] { -3, 0, 1, 2.5, 5, 12 })
                {
                    Assert.Equal(
                        naive.FallsBelow(naive.Total, threshold, now),
                        WindowReader.FallsBelow(cells, Metric, span, threshold, now, calendar, out double total));
                    Assert.Equal(
                        naive.FallsBelow(each => naive.Days(each), threshold, now),
                        WindowReader.DaysFallBelow(cells, Metric, span, threshold, now, calendar, out int days));
                    Assert.Equal((naive.Total(now), naive.Days(now)), (total, days));
                }
            }
        }
    }

    [Fact]
    public void The_instant_of_falling_below_is_exact_for_sums_that_round()
    {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            CellList cells = new UserState().Cells;
            long now = Start(random);
            for (int count = random.Next(1, 12); count > 0; count--)
            {
                Add(cells, WindowSpan.Days7, now - random.NextInt64(7 * Durations.Day), random.Next(1, 40) / 10.0, LocalCalendar.Utc);
            }

            // A threshold that some remainder of the sum just reaches.
            long later = now + random.NextInt64(6 * Durations.Day);
            double threshold = WindowReader.Total(cells, Metric, WindowSpan.Days7, later, LocalCalendar.Utc);
            long falls = WindowReader.FallsBelow(cells, Metric, WindowSpan.Days7, threshold, now, LocalCalendar.Utc, out _);
            if (threshold == 0)
            {
                Assert.Equal(Durations.Never, falls);
                continue;
            }

            Assert.True(falls > later);
            Assert.True(WindowReader.Total(cells, Metric, WindowSpan.Days7, falls - 1, LocalCalendar.Utc) >= threshold);
            Assert.True(WindowReader.Total(cells, Metric, WindowSpan.Days7, falls, LocalCalendar.Utc) < threshold);
        }
    }

    [Fact]
    public void Series_do_not_mix()
    {
        CellList cells = new UserState().Cells;
        long now = Start(new Random(1));
        for (int metric = 0; metric < 5; metric++)
        {
            foreach (WindowSpan span in Enum.GetValues<WindowSpan>().Where(each => each != WindowSpan.Days90))
            {
                cells.Add(WindowReader.SeriesOf(metric, span), span.Grain().BucketOf(now, LocalCalendar.Utc), (metric * 10) + (int)span);
            }
        }

        Assert.Equal(32, WindowReader.Total(cells, 3, WindowSpan.Days7, now, LocalCalendar.Utc));
        Assert.Equal(33, WindowReader.Total(cells, 3, WindowSpan.Days90, now, LocalCalendar.Utc));
        cells.DropExpired(WindowReader.SeriesOf(3, WindowSpan.Days7), now + (8 * Durations.Day), LocalCalendar.Utc);
        Assert.Equal(0, WindowReader.Total(cells, 3, WindowSpan.Days7, now, LocalCalendar.Utc));
        Assert.Equal(22, WindowReader.Total(cells, 2, WindowSpan.Days7, now, LocalCalendar.Utc));
        Assert.Equal(40, WindowReader.Total(cells, 4, WindowSpan.Hour1, now, LocalCalendar.Utc));
    }

    private static void Add(CellList cells, WindowSpan span, long ms, double value, LocalCalendar calendar) =>
        cells.Add(WindowReader.SeriesOf(Metric, span), span.Grain().BucketOf(ms, calendar), value);

    /// <summary>Somewhere in 2010, so that the year's two changes of clocks are met.</summary>
    private static long Start(Random random) => DateTimeOffset.Parse("2010-01-01T00:00:00Z").ToUnixTimeMilliseconds() + random.NextInt64(330 * Durations.Day);
}
