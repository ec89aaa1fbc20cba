using System.Globalization;
using EngageStream.Domain.Time;

namespace EngageStream.Host.Text;

/// <summary>Lengths of time as people write them: a whole number and a unit, <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>30d</c>.</summary>
public static class DurationText
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Expected = "a number and a unit s, m, h or d, such as 90s or 30d";

    /// <summary>Reads a length of time in milliseconds; false when the text is none.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        long unit = text.Length < 2 ? 0 : text[^1] switch
        {
            's' => Durations.Second,
            'm' => Durations.Minute,
            'h' => Durations.Hour,
            'd' => Durations.Day,
            _ => 0,
        };
        if (unit == 0 || !int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return false;
        }

        milliseconds = number * unit;
        return true;
    }
}
