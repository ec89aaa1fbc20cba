using System.Globalization;
using EngageStream.Domain.Time;

namespace EngageStream.Playbooks.Keys;

/// <summary>Numbers and durations as a playbook writes them.</summary>
internal static class Literals
{
    public const string DurationPattern = "[0-9]+(s|m|h|d)";
    public const string DurationExamples = "a duration such as 90s, 15m, 24h or 30d";

    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    public static bool TryDuration(string text, out long milliseconds)
    {
        milliseconds = 0;
        long unit = text.Length < 2 ? 0 : UnitMs(text[^1]);
        if (unit == 0
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count > 100_000 * Durations.Day / unit)
        {
            return false;
        }

        milliseconds = count * unit;
        return true;
    }

    private static long UnitMs(char unit) => unit switch
    {
        's' => Durations.Second,
        'm' => Durations.Minute,
        'h' => Durations.Hour,
        'd' => Durations.Day,
        _ => 0,
    };
}
