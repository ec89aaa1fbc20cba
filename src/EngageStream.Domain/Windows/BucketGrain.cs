using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>Sizes of the buckets in which windows count.</summary>
public enum BucketGrain : byte
{
    Minute,
    QuarterHour,
    Hour,
    LocalDay,
}

/// <summary>Bucket numbers and their bounds. Only local days depend on the calendar.</summary>
public static class BucketGrains
{
    public const int Count = 4;

    // By grain. Tables, since several are looked up in each step.
    private static ReadOnlySpan<long> LongestWindows => [Durations.Hour, Durations.Day, 7 * Durations.Day, 90 * Durations.Day];

    private static ReadOnlySpan<long> Lengths => [Durations.Minute, Durations.QuarterHour, Durations.Hour];

    /// <summary>The number of the bucket in which an instant lies.</summary>
    public static uint BucketOf(this BucketGrain grain, long instantMs, LocalCalendar calendar) =>
        grain == BucketGrain.LocalDay ? (uint)calendar.DayOf(instantMs) : FixedBucketOf(grain, instantMs);

    /// <summary>The instant at which a bucket ends, that is, at which the next begins.</summary>
    public static long EndOf(this BucketGrain grain, uint bucket, LocalCalendar calendar) =>
        grain == BucketGrain.LocalDay ? calendar.StartOf((int)bucket + 1) : (bucket + 1L) * Lengths[(int)grain];

    /// <summary>The oldest bucket that ends after an instant: the first that a window which begins there counts.</summary>
    public static uint FirstEndingAfter(this BucketGrain grain, long instantMs, LocalCalendar calendar)
    {
        if (instantMs < 0)
        {
            return 0;
        }

        // Where clocks go back over midnight a date comes twice, and the later part lies after the date's end.
        uint bucket = grain.BucketOf(instantMs, calendar);
        while (grain.EndOf(bucket, calendar) <= instantMs)
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>The longest window that the grain's buckets carry, in milliseconds: what is older can be dropped.</summary>
    public static long LongestWindowMs(this BucketGrain grain) => LongestWindows[(int)grain];

    // Divisions by constants, which are multiplications to a processor.
    private static uint FixedBucketOf(BucketGrain grain, long instantMs) => grain switch
    {
        BucketGrain.Minute => (uint)(instantMs / Durations.Minute),
        BucketGrain.QuarterHour => (uint)(instantMs / Durations.QuarterHour),
        _ => (uint)(instantMs / Durations.Hour),
    };
}
