using System.Globalization;

namespace EngageStream.Oracle.Rules;

/// <summary>How messages spell values.</summary>
internal static class Words
{
    /// <summary>At most four digits after the point.</summary>
    public static string? Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The two largest units, such as <c>31d 4h</c> or <c>12s</c>.</summary>
    public static string? Duration(long? milliseconds)
    {
        if (milliseconds is not long length)
        {
            return null;
        }

        TimeSpan time = TimeSpan.FromMilliseconds(length);
        return Pair(time.Days, "d", time.Hours, "h") ?? Pair(time.Hours, "h", time.Minutes, "m")
            ?? Pair(time.Minutes, "m", time.Seconds, "s") ?? Pair(time.Seconds, "s", 0, "") ?? $"{length}ms";
    }

    private static string? Pair(int large, string unit, int small, string smallUnit) =>
        large == 0 ? null : small == 0 ? $"{large}{unit}" : $"{large}{unit} {small}{smallUnit}";
}
