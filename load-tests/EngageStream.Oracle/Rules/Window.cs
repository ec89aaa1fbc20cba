namespace EngageStream.Oracle.Rules;

/// <summary>
/// A rolling window (UA2, D8): an event counts until the end of its bucket plus the window. Buckets are 1 minute, 15 minutes,
/// 1 hour, or the local day.
/// </summary>
internal sealed record Window(long LengthMs, long? BucketMs)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    public static Window Hour1 { get; } = new(Hour, Minute);

    public static Window Hours24 { get; } = new(Day, 15 * Minute);

    public static Window Days7 { get; } = new(7 * Day, Hour);

    public static Window Days30 { get; } = new(30 * Day, null);

    public static Window Days90 { get; } = new(90 * Day, null);

    /// <summary>The instant from which on an event no longer counts.</summary>
    public long LeavesAt(long timeMs, LocalDays days) =>
        (BucketMs is long bucket ? ((timeMs / bucket) + 1) * bucket : days.EndOf(days.DateOf(timeMs))) + LengthMs;
}
