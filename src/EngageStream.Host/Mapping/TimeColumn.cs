using System.Globalization;

namespace EngageStream.Host.Mapping;

/// <summary>What a local time of a zone turned out to be.</summary>
public enum LocalTimeKind : byte
{
    /// <summary>One instant.</summary>
    Plain,

    /// <summary>An hour that is repeated when summer time ends: standard time was taken.</summary>
    Ambiguous,

    /// <summary>An hour that is left out when summer time begins: read as standard time, which lies an hour later on the clock.</summary>
    Skipped,
}

/// <summary>
/// Reads the column that holds the time of a row. A time that carries its own offset keeps it; another is local time of the zone.
/// </summary>
/// <param name="slot">Slot of the column.</param>
/// <param name="format">A .NET date and time pattern, or <c>iso</c>, <c>epoch_s</c>, <c>epoch_ms</c>.</param>
/// <param name="zone">Zone of local times.</param>
public sealed class TimeColumn(int slot, string format, TimeZoneInfo zone)
{
    private const long LastEpochMs = 253_402_300_799_999; // the end of the year 9999

    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    private readonly string[] _formats = format == "iso" ? IsoFormats : [format];
    private readonly long _epochUnit = format switch { "epoch_s" => 1000, "epoch_ms" => 1, _ => 0 };

    /// <summary>Slot of the column.</summary>
    public int Slot { get; } = slot;

    /// <summary>Whether a text is a pattern that can be used.</summary>
    public static bool IsFormat(string format)
    {
        if (format is "iso" or "epoch_s" or "epoch_ms")
        {
            return true;
        }

        try
        {
            string sample = new DateTime(2011, 12, 9, 12, 50, 0, DateTimeKind.Utc).ToString(format, CultureInfo.InvariantCulture);
            return DateTime.TryParseExact(sample, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime back)
                && back is { Year: 2011, Month: 12, Day: 9 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads a time as Unix milliseconds; false when the text is none, or lies before 1970.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out long timeMs, out LocalTimeKind kind)
    {
        kind = LocalTimeKind.Plain;
        timeMs = 0;
        if (_epochUnit > 0)
        {
            bool read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && number <= LastEpochMs / _epochUnit;
            timeMs = read ? number * _epochUnit : 0;
            return read;
        }

        if (!DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return false;
        }

        timeMs = new DateTimeOffset(time.Kind == DateTimeKind.Utc ? time : ToUtc(time, out kind), TimeSpan.Zero).ToUnixTimeMilliseconds();
        return timeMs >= 0;
    }

    private DateTime ToUtc(DateTime local, out LocalTimeKind kind)
    {
        kind = zone.IsInvalidTime(local) ? LocalTimeKind.Skipped : zone.IsAmbiguousTime(local) ? LocalTimeKind.Ambiguous
            : LocalTimeKind.Plain;
        TimeSpan offset = kind == LocalTimeKind.Plain ? zone.GetUtcOffset(local) : zone.BaseUtcOffset;
        return DateTime.SpecifyKind(local, DateTimeKind.Utc) - offset;
    }
}
