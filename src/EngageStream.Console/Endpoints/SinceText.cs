using System.Globalization;

namespace EngageStream.Console.Endpoints;

/// <summary>An instant as callers write it: RFC 3339, or a length of time back from now such as <c>24h</c>.</summary>
internal static class SinceText
{
    public const string Expected =
        "since has to be an instant, such as 2026-03-01T08:00:00Z, or a length of time back from now, such as 24h.";

    /// <summary>Reads it; no text is no instant.</summary>
    public static bool TryRead(string? text, TimeProvider time, out DateTimeOffset? since)
    {
        since = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (UnitOf(text[^1]) is { } unit && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count <= 100_000)
        {
            since = time.GetUtcNow() - (unit * count);
            return true;
        }

        bool read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant);
        since = read ? instant : null;
        return read;
    }

    private static TimeSpan? UnitOf(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
