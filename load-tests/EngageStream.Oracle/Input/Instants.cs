using System.Globalization;
using System.Text.RegularExpressions;

namespace EngageStream.Oracle.Input;

/// <summary>Instants as text (RFC 3339) and as Unix milliseconds.</summary>
internal static partial class Instants
{
    /// <summary>Unix milliseconds, the rest cut off; <see langword="null"/> where the text is no RFC 3339 instant.</summary>
    public static long? Read(string text)
    {
        Match match = Rfc3339().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string milliseconds = match.Groups["fraction"].Value.PadRight(3, '0')[..3];
        string whole = match.Groups["whole"].Value.ToUpperInvariant();
        string offset = match.Groups["offset"].Value.ToUpperInvariant().Replace("Z", "+00:00", StringComparison.Ordinal);
        return DateTimeOffset.TryParseExact(
            $"{whole}.{milliseconds}{offset}",
            "yyyy-MM-dd'T'HH:mm:ss.fffzzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateTimeOffset instant)
            ? instant.ToUnixTimeMilliseconds()
            : null;
    }

    /// <summary>As outputs write it; <see langword="null"/> for 0, which stands for never.</summary>
    public static string? Write(long unixMs) => unixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<whole>\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(\.(?<fraction>\d+))?(?<offset>[Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
