namespace EngageStream.Domain.Time;

/// <summary>
/// Local days of one time zone, as whole numbers counted from 1970-01-01 (day 0) in that zone.
/// Look-ups cost a few nanoseconds: the zone's offset changes are laid out once, for 1970 to 2100.
/// </summary>
public sealed class LocalCalendar
{
    private const long EndOfTableMs = 4_102_444_800_000; // 2100-01-01T00:00:00Z
    private readonly long[] _changesMs;
    private readonly long[] _offsetsMs;

    /// <param name="zone">Zone whose midnights divide the days.</param>
    public LocalCalendar(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        Zone = zone;
        (_changesMs, _offsetsMs) = OffsetChanges(zone);
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
        long localMidnight = day * Durations.Day;
        long guess = localMidnight - OffsetAt(localMidnight);
        long corrected = localMidnight - OffsetAt(guess);
        // A skipped midnight leaves the corrected instant on the day before: the day then begins at the change itself.
        return DayOf(corrected) == day ? corrected : Math.Max(corrected, guess);
    }

    /// <summary>Offset of local time from UTC at an instant, in milliseconds (positive east of Greenwich).</summary>
    public long OffsetAt(long instantMs)
    {
        long[] changes = _changesMs;
        if (changes.Length == 1)
        {
            return _offsetsMs[0];
        }

        int index = Array.BinarySearch(changes, instantMs);
        return _offsetsMs[Math.Max(0, index >= 0 ? index : ~index - 1)];
    }

    private static (long[] ChangesMs, long[] OffsetsMs) OffsetChanges(TimeZoneInfo zone)
    {
        var changes = new List<long> { long.MinValue };
        var offsets = new List<long> { Offset(zone, 0) };
        for (long dayMs = 0; zone.SupportsDaylightSavingTime && dayMs < EndOfTableMs; dayMs += Durations.Day)
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
