using EngageStream.Domain.Tests.Time;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.Windows;

/// <summary>Windows by recounting every raw event: it counts until its bucket's end plus the window.</summary>
internal sealed class NaiveWindow(TimeZoneInfo zone, WindowSpan span)
{
    private static readonly Dictionary<(string, int), long> EndsOfDays = [];
    private readonly List<(long Ms, double Value, long ExpiresMs)> _events = [];

    public void Add(long ms, double value) => _events.Add((ms, value, EndOfBucket(ms) + Length));

    public double Total(long nowMs) => _events.Where(each => each.ExpiresMs > nowMs).Sum(each => each.Value);

    public int Days(long nowMs) =>
        _events.Where(each => each.ExpiresMs > nowMs).Select(each => LocalCalendarTests.NaiveDayOf(zone, each.Ms)).Distinct().Count();

    public long NextExpiry(long nowMs) => _events.Select(each => each.ExpiresMs).Where(each => each > nowMs).DefaultIfEmpty(Durations.Never).Min();

    /// <summary>The first instant after now at which what is measured is below the threshold, if now it is not.</summary>
    public long FallsBelow(Func<long, double> measure, double threshold, long nowMs) => measure(nowMs) < threshold
        ? Durations.Never
        : _events.Select(each => each.ExpiresMs).Where(each => each > nowMs && measure(each) < threshold).DefaultIfEmpty(Durations.Never).Min();

    private long Length => span switch
    {
        WindowSpan.Hour1 => 3_600_000L,
        WindowSpan.Hours24 => 86_400_000L,
        WindowSpan.Days7 => 7 * 86_400_000L,
        WindowSpan.Days30 => 30 * 86_400_000L,
        _ => 90 * 86_400_000L,
    };

    private long EndOfBucket(long ms)
    {
        long minutes = span switch { WindowSpan.Hour1 => 1, WindowSpan.Hours24 => 15, WindowSpan.Days7 => 60, _ => 0 };
        return minutes > 0 ? ((ms / (minutes * 60_000)) + 1) * minutes * 60_000 : EndOfDay(LocalCalendarTests.NaiveDayOf(zone, ms));
    }

    /// <summary>Looks at the zone's clock minute by minute.</summary>
    private long EndOfDay(int day)
    {
        lock (EndsOfDays)
        {
            if (!EndsOfDays.TryGetValue((zone.Id, day), out long end))
            {
                end = (day + 1) * 86_400_000L - 15 * 3_600_000L;
                while (LocalCalendarTests.NaiveDayOf(zone, end) <= day)
                {
                    end += 60_000;
                }

                EndsOfDays[(zone.Id, day)] = end;
            }

            return end;
        }
    }
}
