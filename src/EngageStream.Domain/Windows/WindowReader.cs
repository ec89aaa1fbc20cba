using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>Reads rolling windows from a user's cells as of an instant.</summary>
public static class WindowReader
{
    /// <summary>The series that carries a metric's window.</summary>
    public static uint SeriesOf(int metric, WindowSpan span) => ((uint)metric * BucketGrains.Count) + (uint)span.Grain();

    /// <summary>Count or sum over the window as of <paramref name="nowMs"/>.</summary>
    public static double Total(CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        double total = 0;
        ReadOnlySpan<Cell> live = Live(cells, metric, span, nowMs, calendar);
        for (int i = 0; i < live.Length; i++)
        {
            total += live[i].Value;
        }

        return total;
    }

    /// <summary>Distinct local days with an event in the window as of <paramref name="nowMs"/>.</summary>
    public static int Days(CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        ReadOnlySpan<Cell> live = Live(cells, metric, span, nowMs, calendar);
        BucketGrain grain = span.Grain();
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

    /// <summary>
    /// The instant at which the total, if nothing more happens, falls below a threshold that it reaches now;
    /// <see cref="Durations.Never"/> where it does not reach it, or never falls (threshold ≤ 0).
    /// </summary>
    public static long FallsBelow(CellList cells, int metric, WindowSpan span, double threshold, long nowMs, LocalCalendar calendar)
    {
        ReadOnlySpan<Cell> live = Live(cells, metric, span, nowMs, calendar);
        double total = 0;
        foreach (Cell cell in live)
        {
            total += cell.Value;
        }

        if (total < threshold || threshold <= 0)
        {
            return Durations.Never;
        }

        int index = 0;
        for (; index < live.Length && total >= threshold; index++)
        {
            total -= live[index].Value;
        }

        return index == 0 ? Durations.Never : ExpiryOf(live[index - 1], span, calendar);
    }

    /// <summary>Like <see cref="FallsBelow"/>, for <see cref="Days"/>.</summary>
    public static long DaysFallBelow(CellList cells, int metric, WindowSpan span, double threshold, long nowMs, LocalCalendar calendar)
    {
        int days = Days(cells, metric, span, nowMs, calendar);
        if (days < threshold || threshold <= 0)
        {
            return Durations.Never;
        }

        // The days that may still leave: the window falls below when the last bucket of the next one expires.
        int toLeave = days - (int)Math.Ceiling(threshold) + 1;
        ReadOnlySpan<Cell> live = Live(cells, metric, span, nowMs, calendar);
        BucketGrain grain = span.Grain();
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
    public static long NextExpiry(CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        ReadOnlySpan<Cell> live = Live(cells, metric, span, nowMs, calendar);
        return live.IsEmpty ? Durations.Never : ExpiryOf(live[0], span, calendar);
    }

    private static ReadOnlySpan<Cell> Live(CellList cells, int metric, WindowSpan span, long nowMs, LocalCalendar calendar)
    {
        ReadOnlySpan<Cell> series = cells.Series(SeriesOf(metric, span));
        int first = series.Length;
        while (first > 0 && ExpiryOf(series[first - 1], span, calendar) > nowMs)
        {
            first--;
        }

        return series[first..];
    }

    private static long ExpiryOf(in Cell cell, WindowSpan span, LocalCalendar calendar) =>
        span.Grain().EndOf(cell.Bucket, calendar) + span.LengthMs();

    private static int DayOf(in Cell cell, BucketGrain grain, LocalCalendar calendar) =>
        grain == BucketGrain.LocalDay ? (int)cell.Bucket : calendar.DayOf(grain.EndOf(cell.Bucket, calendar) - 1);
}
