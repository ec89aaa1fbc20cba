namespace EngageStream.Domain.Time;

/// <summary>
/// Instants in the internet date and time format (RFC 3339, section 5.6), from UTF-8 without allocating. The stricter
/// reading of ISO 8601: date, <c>T</c>, time, any number of fraction digits, and an offset of <c>Z</c> or <c>±hh:mm</c>.
/// </summary>
public static class Rfc3339
{
    /// <summary>Characters up to the minute: <c>2011-12-09T12:50</c>.</summary>
    internal const int MinuteLength = 16;

    /// <summary>Characters of the shortest instant: <c>2011-12-09T12:50:00Z</c>.</summary>
    internal const int ShortestLength = 20;

    /// <summary>9999-12-31T23:59:59.999Z.</summary>
    public const long LatestMs = 253_402_300_799_999;

    /// <summary>Parses an instant; digits beyond the millisecond are cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unixMs">Unix milliseconds. A leap second (<c>:60</c>) is the second that follows it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < ShortestLength || !TryMinute(text, out long minuteMs) || !TryRest(text, out long restMs))
        {
            return false;
        }

        unixMs = minuteMs + restMs;
        return true;
    }

    /// <summary>The first <see cref="MinuteLength"/> characters of an instant, as if of UTC; of a text that is long enough.</summary>
    internal static bool TryMinute(ReadOnlySpan<byte> text, out long minuteMs)
    {
        // An invalid digit makes its number negative, and the sign survives the bitwise or.
        minuteMs = 0;
        int century = TwoDigits(text, 0) * 100;
        int centuryRest = TwoDigits(text, 2);
        int month = TwoDigits(text, 5);
        int day = TwoDigits(text, 8);
        int hour = TwoDigits(text, 11);
        int minute = TwoDigits(text, 14);
        bool marks = text[4] == '-' && text[7] == '-' && (text[10] | 0x20) == 't' && text[13] == ':';
        if (!marks || (century | centuryRest | month | day | hour | minute) < 0)
        {
            return false;
        }

        int year = century + centuryRest;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Max(year, 1), month) || hour > 23 || minute > 59 || year < 1)
        {
            return false;
        }

        minuteMs = (DaysFromEpoch(year, month, day) * Durations.Day) + (hour * Durations.Hour) + (minute * Durations.Minute);
        return true;
    }

    /// <summary>What comes after the minute: second, fraction and offset, in milliseconds.</summary>
    internal static bool TryRest(ReadOnlySpan<byte> text, out long restMs)
    {
        restMs = 0;
        int second = TwoDigits(text, MinuteLength + 1);
        int at = MinuteLength + 3;
        if (text[MinuteLength] != ':' || (uint)second > 60
            || !TryFraction(text, ref at, out int milliseconds) || !TryOffset(text[at..], out long offsetMs))
        {
            return false;
        }

        restMs = (second * Durations.Second) + milliseconds - offsetMs;
        return true;
    }

    private static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int milliseconds)
    {
        milliseconds = 0;
        if (text[at] != '.')
        {
            return true;
        }

        int first = ++at;
        for (int weight = 100; at < text.Length && (uint)(text[at] - '0') <= 9; at++, weight /= 10)
        {
            milliseconds += (text[at] - '0') * weight;
        }

        return at > first;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long offsetMs)
    {
        offsetMs = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        int hours = TwoDigits(text, 1);
        int minutes = TwoDigits(text, 4);
        offsetMs = ((hours * Durations.Hour) + (minutes * Durations.Minute)) * (text[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 23 && minutes is >= 0 and <= 59;
    }

    /// <summary>Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that leap days come last.</summary>
    private static long DaysFromEpoch(int year, int month, int day)
    {
        int y = month <= 2 ? year - 1 : year;
        int dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (365L * y) + (y / 4) - (y / 100) + (y / 400) + dayOfYear - 719_468;
    }
}
