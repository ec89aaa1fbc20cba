using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>Reads rolling windows from a user's cells as of an instant.</summary>
public static class WindowReader
{
    /// <summary>The series that carries a metric's window.</summary>
    public static uint SeriesOf(int metric, WindowSpan span) => ((uint)metric * BucketGrains.Count) + (uint)span.Grain();

    /// <summary>Count or sum over the window as of <paramref name="nowMs"/>.</summary>
    public static double Total(in CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        // From the newest: what is left when the oldest expire is then the very same sum, to the last bit (see FallsBelow).
        ReadOnlySpan<Cell> live = Live(in cells, metric, span, nowMs, calendar);
        double total = 0;
        for (int i = live.Length - 1; i >= 0; i--)
        {
            total += live[i].Value;
        }

        return total;
    }

    /// <summary>
    /// Distinct local days with an event in the window as of <paramref name="nowMs"/>. Where a local midnight falls inside a
    /// bucket (hour buckets in a zone such as Asia/Kolkata), the bucket's events count to the later day.
    /// </summary>
    public static int Days(in CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar) =>
        Days(Live(in cells, metric, span, nowMs, calendar), span.Grain(), calendar);

    /// <summary>
    /// The instant at which the total, if nothing more happens, falls below a threshold that it reaches now;
    /// <see cref="Durations.Never"/> where it does not reach it, or never falls. Values may be negative.
    /// </summary>
    /// <param name="cells">The user's cells.</param>
    /// <param name="metric">Index of the metric.</param>
    /// <param name="span">The window.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="nowMs">Instant as of which to answer.</param>
    /// <param name="calendar">Local days.</param>
    /// <param name="total">What <see cref="Total"/> gives, to the last bit.</param>
    public static long FallsBelow(
        in CellList cells, int metric, WindowSpan span, double threshold, long nowMs, LocalCalendar calendar, out double total)
    {
        // Taking values off the total instead would round differently from Total, and the timer would fire too late.
        ReadOnlySpan<Cell> live = Live(in cells, metric, span, nowMs, calendar);
        double left = 0;
        int expired = left < threshold ? live.Length : 0;
        for (int i = live.Length - 1; i > 0; i--)
        {
            left += live[i].Value;
            expired = left < threshold ? i : expired;
        }

        total = live.IsEmpty ? 0 : left + live[0].Value;
        return total < threshold || expired == 0 ? Durations.Never : ExpiryOf(live[expired - 1], span, calendar);
    }

    /// <summary>Like <see cref="FallsBelow"/>, for <see cref="Days(in CellList, int, WindowSpan, long, LocalCalendar)"/>.</summary>
    public static long DaysFallBelow(
        in CellList cells, int metric, WindowSpan span, double threshold, long nowMs, LocalCalendar calendar, out int days)
    {
        ReadOnlySpan<Cell> live = Live(in cells, metric, span, nowMs, calendar);
        BucketGrain grain = span.Grain();
        days = Days(live, grain, calendar);
        if (days < threshold || threshold <= 0)
        {
            return Durations.Never;
        }

        // The days that may still leave: the window falls below when the last bucket of the next one expires.
        int toLeave = days - (int)Math.Ceiling(threshold) + 1;
        int left = 0;
        for (int i = 0; i < live.Length; i++)
        {
            bool lastOfDay = i + 1 == live.Length || DayOf(live[i], grain, calendar) != DayOf(live[i + 1], grain, calendar);
            left += lastOfDay ? 1 : 0;
            if (lastOfDay && left == toLeave)
            {
                return ExpiryOf(live[i], span, calendar);
            }
        }

        return Durations.Never;
    }

    /// <summary>The instant at which the oldest counted bucket leaves the window, or <see cref="Durations.Never"/>.</summary>
    public static long NextExpiry(in CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        ReadOnlySpan<Cell> live = Live(in cells, metric, span, nowMs, calendar);
        return live.IsEmpty ? Durations.Never : ExpiryOf(live[0], span, calendar);
    }

    private static ReadOnlySpan<Cell> Live(in CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar) =>
        cells.Series(SeriesOf(metric, span), span.Grain().FirstEndingAfter(nowMs - span.LengthMs(), calendar));

    private static int Days(ReadOnlySpan<Cell> live, BucketGrain grain, LocalCalendar calendar)
    {
        if (grain == BucketGrain.LocalDay)
        {
            return live.Length;
        }

        int days = 0;
        int last = int.MinValue;
        foreach (Cell cell in live)
        {
            int day = DayOf(cell, grain, calendar);
            days += day == last ? 0 : 1;
            last = day;
        }

        return days;
    }

    private static long ExpiryOf(in Cell cell, WindowSpan span, LocalCalendar calendar) =>
        span.Grain().EndOf(cell.Bucket, calendar) + span.LengthMs();

    private static int DayOf(in Cell cell, BucketGrain grain, LocalCalendar calendar) =>
        grain == BucketGrain.LocalDay ? (int)cell.Bucket : calendar.DayOf(grain.EndOf(cell.Bucket, calendar) - 1);
}
