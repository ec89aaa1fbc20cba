namespace EngageStream.Domain.Time;

/// <summary>
/// Local days of one time zone, as whole numbers counted from 1970-01-01 (day 0) in that zone.
/// Look-ups cost a load and a division or two: offsets and starts of all days from 1970 to 2100 are laid out once. Of these half
/// a million bytes only the days at hand get into the processor's cache.
/// </summary>
public sealed class LocalCalendar
{
    private const int EndOfTable = 47_482; // 2100-01-01
    private const long EndOfTableMs = EndOfTable * Durations.Day;
    private const int Changes = int.MinValue; // Stands for the offset of a day of UTC in which it changes.
    private const long WidestOffsetMs = 15 * Durations.Hour; // No zone has been further from UTC.
    private readonly long[] _changesMs;
    private readonly long[] _offsetsMs;
    private readonly int[] _offsetByUtcDay;
    private readonly long[] _startByDay;

    /// <param name="zone">Zone whose midnights divide the days.</param>
    public LocalCalendar(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        Zone = zone;
        (_changesMs, _offsetsMs) = OffsetChanges(zone);
        _offsetByUtcDay = OffsetByUtcDay();
        _startByDay = StartByDay();
    }

    /// <summary>Days of UTC.</summary>
    public static LocalCalendar Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The zone of these days.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The local day in which an instant lies.</summary>
    /// <param name="instantMs">Unix milliseconds, 1970 or later.</param>
    public int DayOf(long instantMs)
    {
        long localMs = instantMs + OffsetAt(instantMs);
        return localMs >= 0 ? (int)((ulong)localMs / (ulong)Durations.Day) : (int)((localMs + 1) / Durations.Day) - 1;
    }

    /// <summary>The instant at which a local day begins (its first, where midnight is skipped or repeated).</summary>
    public long StartOf(int day)
    {
        long[] starts = _startByDay;
        return (uint)day < (uint)starts.Length ? starts[day] : StartBySpans(day, span: day < 0 ? 0 : _changesMs.Length - 1);
    }

    /// <summary>Offset of local time from UTC at an instant, in milliseconds (positive east of Greenwich).</summary>
    public long OffsetAt(long instantMs)
    {
        int[] offsets = _offsetByUtcDay;
        ulong day = (ulong)instantMs / (ulong)Durations.Day; // An instant before 1970 comes out far beyond the table.
        int offset = day < (ulong)offsets.Length ? offsets[day] : Changes;
        return offset != Changes ? offset : _offsetsMs[SpanAt(instantMs)];
    }

    private int SpanAt(long instantMs)
    {
        int found = Array.BinarySearch(_changesMs, instantMs);
        return found >= 0 ? found : ~found - 1;
    }

    // The first instant with this local date or, where a whole date is skipped, a later one. A span of constant offset
    // reaches local midnight at its own pace, or begins after it. Converting midnight with the offset nearby instead
    // finds the second midnight where there are two (Amman in autumn). The first span to look at is given.
    private long StartBySpans(int day, int span)
    {
        long localMidnight = day * Durations.Day;
        for (; ; span++)
        {
            long start = Math.Max(_changesMs[span], localMidnight - _offsetsMs[span]);
            if (span + 1 == _changesMs.Length || start < _changesMs[span + 1])
            {
                return start;
            }
        }
    }

    private long[] StartByDay()
    {
        var starts = new long[EndOfTable + 1];
        int span = 0;
        for (int day = 0; day < starts.Length; day++)
        {
            while (span + 1 < _changesMs.Length && _changesMs[span + 1] <= (day * Durations.Day) - WidestOffsetMs)
            {
                span++;
            }

            starts[day] = StartBySpans(day, span);
        }

        return starts;
    }

    private int[] OffsetByUtcDay()
    {
        var offsets = new int[EndOfTable];
        for (int day = 0; day < offsets.Length; day++)
        {
            int first = SpanAt(day * Durations.Day);
            offsets[day] = first == SpanAt(((day + 1) * Durations.Day) - 1) ? (int)_offsetsMs[first] : Changes;
        }

        return offsets;
    }

    private static (long[] ChangesMs, long[] OffsetsMs) OffsetChanges(TimeZoneInfo zone)
    {
        var changes = new List<long> { long.MinValue };
        var offsets = new List<long> { Offset(zone, 0) };
        long endMs = zone.GetAdjustmentRules().Length > 0 ? EndOfTableMs : 0;
        for (long dayMs = 0; dayMs < endMs; dayMs += Durations.Day)
        {
            long after = Offset(zone, dayMs + Durations.Day);
            if (after != offsets[^1])
            {
                changes.Add(FirstMinuteWith(zone, after, dayMs, dayMs + Durations.Day));
                offsets.Add(after);
            }
        }

        return (changes.ToArray(), offsets.ToArray());
    }

    private static long FirstMinuteWith(TimeZoneInfo zone, long offset, long lowMs, long highMs)
    {
        while (highMs - lowMs > Durations.Minute)
        {
            long middle = (lowMs + highMs) / 2 / Durations.Minute * Durations.Minute;
            (lowMs, highMs) = Offset(zone, middle) == offset ? (lowMs, middle) : (middle, highMs);
        }

        return highMs;
    }

    private static long Offset(TimeZoneInfo zone, long instantMs) =>
        (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(instantMs)).TotalMilliseconds;
}
