using EngageStream.Domain.Time;

namespace EngageStream.Host.Generation;

/// <summary>When in a day people are active: few at night, a rise over the morning, a peak in the evening.</summary>
public static class DayCurve
{
    // Relative weight of each hour of the day.
    private static readonly int[] Weights = [6, 3, 2, 1, 1, 2, 6, 14, 22, 26, 28, 30, 34, 32, 28, 27, 28, 32, 40, 50, 56, 52, 36, 16];
    private static readonly byte[] HourByWeight = Weights.SelectMany((weight, hour) => Enumerable.Repeat((byte)hour, weight)).ToArray();

    /// <summary>A moment of the day in milliseconds since midnight.</summary>
    /// <param name="random">Randomness.</param>
    /// <param name="shiftHours">By how much later than most this person lives; night workers have half a day.</param>
    public static long Moment(ref RandomSource random, int shiftHours)
    {
        int hour = HourByWeight[random.NextIndex(HourByWeight.Length)] + shiftHours;
        return (hour % 24 * Durations.Hour) + random.NextIndex((int)Durations.Hour);
    }
}
