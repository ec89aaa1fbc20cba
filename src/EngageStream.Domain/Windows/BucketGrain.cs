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

    /// <summary>The number of the bucket in which an instant lies.</summary>
    public static uint BucketOf(this BucketGrain grain, long instantMs, LocalCalendar calendar) => grain switch
    {
        BucketGrain.Minute => (uint)(instantMs / Durations.Minute),
        BucketGrain.QuarterHour => (uint)(instantMs / Durations.QuarterHour),
        BucketGrain.Hour => (uint)(instantMs / Durations.Hour),
        _ => (uint)calendar.DayOf(instantMs),
    };

    /// <summary>The instant at which a bucket ends, that is, at which the next begins.</summary>
    public static long EndOf(this BucketGrain grain, uint bucket, LocalCalendar calendar) => grain switch
    {
        BucketGrain.Minute => (bucket + 1L) * Durations.Minute,
        BucketGrain.QuarterHour => (bucket + 1L) * Durations.QuarterHour,
        BucketGrain.Hour => (bucket + 1L) * Durations.Hour,
        _ => calendar.StartOf((int)bucket + 1),
    };

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
    public static long LongestWindowMs(this BucketGrain grain) => grain switch
    {
        BucketGrain.Minute => Durations.Hour,
        BucketGrain.QuarterHour => Durations.Day,
        BucketGrain.Hour => 7 * Durations.Day,
        _ => 90 * Durations.Day,
    };
}
