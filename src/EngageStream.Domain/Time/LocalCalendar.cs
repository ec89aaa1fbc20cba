namespace EngageStream.Domain.Time;

/// <summary>
/// Local days of one time zone, as whole numbers counted from 1970-01-01 (day 0) in that zone.
/// Look-ups cost a few nanoseconds: the zone's offset changes are laid out once, for 1970 to 2100.
/// </summary>
public sealed class LocalCalendar
{
    private const long EndOfTableMs = 4_102_444_800_000; // 2100-01-01T00:00:00Z
    private const int BlockShift = 31; // Blocks of 2^31 ms, 24.8 days: a zone changes at most once or twice in one.
    private const long WidestOffsetMs = 15 * Durations.Hour; // No zone has been further from UTC.
    private readonly long[] _changesMs;
    private readonly long[] _offsetsMs;
    private readonly ushort[] _spanAtBlock;

    /// <param name="zone">Zone whose midnights divide the days.</param>
    public LocalCalendar(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        Zone = zone;
        (_changesMs, _offsetsMs) = OffsetChanges(zone);
        _spanAtBlock = SpanAtBlock(_changesMs);
    }

    /// <summary>Days of UTC.</summary>
    public static LocalCalendar Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The zone of these days.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The local day in which an instant lies.</summary>
    /// <param name="instantMs">Unix milliseconds, 1970 or later.</param>
    public int DayOf(long instantMs) => (int)Math.DivRem(instantMs + OffsetAt(instantMs), Durations.Day, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>The instant at which a local day begins (its first, where midnight is skipped or repeated).</summary>
    public long StartOf(int day)
    {
        // The first instant with this local date or, where a whole date is skipped, a later one. A span of constant offset
        // reaches local midnight at its own pace, or begins after it. Converting midnight with the offset nearby instead
        // finds the second midnight where there are two (Amman in autumn).
        long localMidnight = day * Durations.Day;
        for (int span = SpanAt(localMidnight - WidestOffsetMs); ; span++)
        {
            long start = Math.Max(_changesMs[span], localMidnight - _offsetsMs[span]);
            if (span + 1 == _changesMs.Length || start < _changesMs[span + 1])
            {
                return start;
            }
        }
    }

    /// <summary>Offset of local time from UTC at an instant, in milliseconds (positive east of Greenwich).</summary>
    public long OffsetAt(long instantMs) => _offsetsMs[SpanAt(instantMs)];

    private int SpanAt(long instantMs)
    {
        if (_changesMs.Length == 1)
        {
            return 0;
        }

        long block = Math.Clamp(instantMs >> BlockShift, 0, _spanAtBlock.Length - 1);
        int span = _spanAtBlock[block];
        while (span + 1 < _changesMs.Length && _changesMs[span + 1] <= instantMs)
        {
            span++;
        }

        return span;
    }

    private static ushort[] SpanAtBlock(long[] changesMs)
    {
        var spans = new ushort[(EndOfTableMs >> BlockShift) + 1];
        for (long block = 0, span = 0; block < spans.Length; block++)
        {
            while (span + 1 < changesMs.Length && changesMs[span + 1] <= block << BlockShift)
            {
                span++;
            }

            spans[block] = (ushort)span;
        }

        return spans;
    }

    private static (long[] ChangesMs, long[] OffsetsMs) OffsetChanges(TimeZoneInfo zone)
    {
        var changes = new List<long> { long.MinValue };
        var offsets = new List<long> { Offset(zone, 0) };
        for (long dayMs = 0; zone.GetAdjustmentRules().Length > 0 && dayMs < EndOfTableMs; dayMs += Durations.Day)
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
