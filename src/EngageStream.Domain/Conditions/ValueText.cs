using System.Globalization;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Values in words, invariant culture.</summary>
public static class ValueText
{
    private static readonly (long LengthMs, string Unit)[] Units =
        [(Durations.Day, "d"), (Durations.Hour, "h"), (Durations.Minute, "m"), (Durations.Second, "s")];

    // Most values that are explained are small counts.
    private static readonly string[] SmallCounts =
        [.. Enumerable.Range(0, 256).Select(count => count.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A number, at most four digits after the point.</summary>
    public static string Number(double value) =>
        value is >= 0 and < 256 && value == (int)value
            ? SmallCounts[(int)value]
            : value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A duration in its two largest units, such as <c>31d 4h</c>; <c>never</c> for infinity.</summary>
    public static string Duration(double milliseconds)
    {
        if (double.IsInfinity(milliseconds))
        {
            return "never";
        }

        long rest = (long)milliseconds;
        for (int i = 0; i < Units.Length; i++)
        {
            (long length, string unit) = Units[i];
            if (rest >= length)
            {
                string text = string.Create(CultureInfo.InvariantCulture, $"{rest / length}{unit}");
                long smaller = i + 1 < Units.Length ? rest % length / Units[i + 1].LengthMs : 0;
                return smaller == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} {smaller}{Units[i + 1].Unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{rest}ms");
    }
}
