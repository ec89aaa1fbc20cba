namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>A rolling window: its length and the bucket until whose end, plus the length, an event counts.</summary>
internal sealed record Window(TimeSpan Length, TimeSpan? Bucket)
{
    public static Window Days7 { get; } = new(TimeSpan.FromDays(7), TimeSpan.FromHours(1));

    /// <summary>No fixed bucket: one local day.</summary>
    public static Window Days30 { get; } = new(TimeSpan.FromDays(30), null);

    /// <inheritdoc cref="Days30"/>
    public static Window Days90 { get; } = new(TimeSpan.FromDays(90), null);

    /// <summary>The instant from which on an event no longer counts.</summary>
    public DateTimeOffset LeavesAt(DateTimeOffset time, LocalDays days)
    {
        if (Bucket is not { } bucket)
        {
            return days.EndOf(days.DateOf(time)) + Length;
        }

        long begun = time.ToUnixTimeMilliseconds() / (long)bucket.TotalMilliseconds;
        return DateTimeOffset.FromUnixTimeMilliseconds((begun + 1) * (long)bucket.TotalMilliseconds) + Length;
    }
}
