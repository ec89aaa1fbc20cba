namespace EngageStream.Domain.Time;

/// <summary>Lengths of time in milliseconds. Instants everywhere are Unix milliseconds in a <see cref="long"/> named <c>…Ms</c>.</summary>
public static class Durations
{
    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long QuarterHour = 15 * Minute;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>The instant that never comes: no timer is armed for it.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Adds a length to an instant; <see cref="Never"/> stays, and an overflow becomes <see cref="Never"/>.</summary>
    public static long Add(long instantMs, long lengthMs) =>
        instantMs > 0 && lengthMs > Never - instantMs ? Never : instantMs + lengthMs;
}
