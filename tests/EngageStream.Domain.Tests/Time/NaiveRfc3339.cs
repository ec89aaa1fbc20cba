using System.Globalization;
using System.Text.RegularExpressions;

namespace EngageStream.Domain.Tests.Time;

/// <summary>RFC 3339 by a regular expression and the framework's calendar: the slow and plain counterpart.</summary>
internal static partial class NaiveRfc3339
{
    public static long? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int[] parts = Enumerable.Range(1, 6).Select(each => int.Parse(match.Groups[each].Value, CultureInfo.InvariantCulture)).ToArray();
        string offset = match.Groups[8].Value;
        try
        {
            // The last second of a minute may be a leap second.
            DateTime day = new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], Math.Min(parts[5], 59)).AddSeconds(parts[5] == 60 ? 1 : 0);
            TimeSpan east = offset is "Z" or "z"
                ? TimeSpan.Zero
                : new TimeOnly(int.Parse(offset[1..3], CultureInfo.InvariantCulture), int.Parse(offset[4..], CultureInfo.InvariantCulture)).ToTimeSpan();
            string fraction = (match.Groups[7].Value + "0000")[1..4];
            return parts[5] > 60
                ? null
                : (day - DateTime.UnixEpoch - (offset[0] == '-' ? -east : east)).Ticks / TimeSpan.TicksPerMillisecond
                    + (match.Groups[7].Success ? int.Parse(fraction, CultureInfo.InvariantCulture) : 0);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A([0-9]{4})-([0-9][0-9])-([0-9][0-9])[Tt]([0-9][0-9]):([0-9][0-9]):([0-9][0-9])(\.[0-9]+)?([Zz]|[+-][0-9][0-9]:[0-9][0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
