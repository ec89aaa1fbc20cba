using System.Globalization;
using System.Text;
using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.DeadLetters;

/// <summary>Dead letters as people read them.</summary>
internal static class LetterText
{
    private const int MaxKey = 40;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The list and the counts.</summary>
    public static string Table(NewestLetters letters)
    {
        if (letters.ByReason.Count == 0)
        {
            return "No dead letters.\n";
        }

        var text = new StringBuilder();
        IReadOnlyList<ListedLetter> rows = letters.Newest;
        int place = Math.Max(8, rows.Max(row => row.Position.ToString().Length));
        text.Append(CultureInfo.InvariantCulture, $"{"position".PadRight(place)}  {"time",-24}  {"reason",-20}  {"bytes",8}  person\n");
        foreach (ListedLetter row in rows)
        {
            string key = Short(Printable(row.Key));
            string again = letters.IsReplayed(row) ? "  (sent again)" : "";
            text.Append(CultureInfo.InvariantCulture, $"{row.Position.ToString().PadRight(place)}  {Instant(row.TimeMs)}  {row.Reason,-20}  {row.Bytes,8}  {key}{again}\n");
        }

        long all = letters.ByReason.Values.Sum();
        text.Append(CultureInfo.InvariantCulture, $"\n{rows.Count:N0} of {all:N0} shown\n");
        foreach ((string reason, long count) in letters.ByReason)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,10:N0}  {reason}\n");
        }

        return text.ToString();
    }

    /// <summary>One letter.</summary>
    public static string Whole(DeadLetter letter)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"position  {letter.Position}, written {Instant(letter.TimeMs)}\n");
        text.Append(CultureInfo.InvariantCulture, $"reason    {letter.Reason}\n");
        if (letter.Error is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"error     {letter.Error}\n");
        }

        string time = letter.SourceTimestampMs is { } ms ? $", {Instant(ms)}" : "";
        text.Append(CultureInfo.InvariantCulture, $"source    {letter.SourceTopic} {letter.Source}{time}\n");
        text.Append(CultureInfo.InvariantCulture, $"key       {Printable(letter.Key ?? [])}\n");
        foreach ((string name, byte[]? value) in letter.OriginalHeaders)
        {
            text.Append(CultureInfo.InvariantCulture, $"header    {name}: {Printable(value ?? [])}\n");
        }

        string cut = letter.TruncatedFrom is { } length ? string.Create(CultureInfo.InvariantCulture, $" of {length}") : "";
        text.Append(CultureInfo.InvariantCulture, $"replay    {(letter.Obstacle is { } obstacle ? $"not possible: {obstacle}" : "possible")}\n");
        text.Append(CultureInfo.InvariantCulture, $"value     {letter.Value?.Length ?? 0}{cut} bytes\n\n{Printable(letter.Value ?? [])}\n");
        return text.ToString();
    }

    /// <summary>What a replay did.</summary>
    public static string Report(ReplayReport report, bool dryRun)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Matched,10:N0}  letters match\n");
        text.Append(CultureInfo.InvariantCulture, $"{report.Sent,10:N0}  {(dryRun ? "would be sent again (dry run: nothing was sent)" : "sent again")}\n");
        if (report.Already > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.Already,10:N0}  were sent again before\n");
        }

        foreach ((string obstacle, long count) in report.Obstacles)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,10:N0}  cannot be sent: {obstacle}\n");
        }

        return text.ToString();
    }

    // A terminal must not be steered by what somebody sent; bytes that are no text are shown in hexadecimal.
    private static string Printable(byte[] bytes)
    {
        try
        {
            var text = new StringBuilder();
            foreach (char c in Strict.GetString(bytes))
            {
                _ = char.IsControl(c) && c is not ('\n' or '\t')
                    ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                    : text.Append(c);
            }

            return text.ToString();
        }
        catch (DecoderFallbackException)
        {
            return $"0x{Convert.ToHexStringLower(bytes)}";
        }
    }

    private static string Short(string key)
    {
        string line = key.Replace('\n', ' ').Replace('\t', ' ');
        return line.Length == 0 ? "-" : line.Length <= MaxKey ? line : line[..(MaxKey - 1)] + "…";
    }

    private static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
