using System.Globalization;

namespace EngageStream.Fitting.Sources;

/// <summary>
/// Reads the local day of a timestamp. Strict on purpose: a lenient parser takes 01/02/2011 for whatever its culture likes.
/// </summary>
internal sealed class LocalDay(string? format, TimeZoneInfo zone)
{
    private const int DateLength = 10;

    public string Expected => format is null
        ? "an ISO 8601 time such as 2011-12-09 or 2011-12-09T12:50:00Z"
        : $"a time of the form {format}";

    public bool TryRead(ReadOnlySpan<char> text, out DateOnly day) =>
        format is null ? TryReadIso(text.Trim(), out day) : TryReadExact(text.Trim(), format, out day);

    private bool TryReadIso(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        if (text.Length < DateLength
            || !DateOnly.TryParseExact(text[..DateLength], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return false;
        }

        if (text.Length == DateLength)
        {
            return true;
        }

        ReadOnlySpan<char> time = text[(DateLength + 1)..];
        if (text[DateLength] is not ('T' or ' '))
        {
            return false;
        }

        return time.IndexOfAny('Z', '+', '-') < 0
            ? TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out _)
            : TryReadOffset(text, out day);
    }

    private bool TryReadOffset(ReadOnlySpan<char> text, out DateOnly day)
    {
        bool ok = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time);
        day = ok ? InZone(time) : default;
        return ok;
    }

    private bool TryReadExact(ReadOnlySpan<char> text, string exact, out DateOnly day)
    {
        // RoundtripKind tells a time with an offset (Utc or Local) from a local one (Unspecified).
        bool ok = DateTime.TryParseExact(text, exact, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time);
        day = !ok ? default
            : time.Kind == DateTimeKind.Unspecified ? DateOnly.FromDateTime(time)
            : InZone(new DateTimeOffset(time));
        return ok;
    }

    private DateOnly InZone(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
}
