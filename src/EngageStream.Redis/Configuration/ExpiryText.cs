using System.Globalization;

namespace EngageStream.Redis.Configuration;

/// <summary>Reads how long people are kept: <c>0</c>, or a number with <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class ExpiryText
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(36_500);

    /// <summary>The time; <see langword="null"/> if the text says none or one out of range.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        if (text.Length < 2
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number > (long)Most.TotalSeconds)
        {
            return null;
        }

        TimeSpan? time = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' when number <= (long)Most.TotalDays => TimeSpan.FromDays((int)number),
            _ => null,
        };
        return time >= Least && time <= Most ? time : null;
    }
}
