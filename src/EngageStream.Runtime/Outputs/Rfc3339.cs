using System.Globalization;
using System.Text.Json;

namespace EngageStream.Runtime.Outputs;

/// <summary>Instants as text: UTC with milliseconds, such as <c>2011-12-09T12:50:00.000Z</c>.</summary>
internal static class Rfc3339
{
    // The framework's only form with a fast way, to a ten-millionth of a second: cut off behind the milliseconds.
    private const string Format = "O";
    private const int FormatLength = 28;

    /// <summary>Length of the text in bytes.</summary>
    public const int Length = 24;

    private static readonly long MaxMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly long MinMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    /// <summary>The text of an instant in Unix milliseconds; out-of-range ones are set to the nearest that has a text.</summary>
    public static byte[] Bytes(long instantMs)
    {
        var text = new byte[Length];
        Write(instantMs, text);
        return text;
    }

    /// <summary>Writes a property: the instant, or null where it is 0, that is where nothing happened yet.</summary>
    public static void WriteTo(Utf8JsonWriter json, ReadOnlySpan<byte> name, long instantMs)
    {
        if (instantMs == 0)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[Length];
        Write(instantMs, text);
        json.WriteString(name, text);
    }

    private static void Write(long instantMs, Span<byte> into)
    {
        DateTime instant = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(instantMs, MinMs, MaxMs)).UtcDateTime;
        Span<byte> text = stackalloc byte[FormatLength];
        if (!instant.TryFormat(text, out int length, Format, CultureInfo.InvariantCulture) || length != FormatLength)
        {
            throw new InvalidOperationException($"No text of {FormatLength} bytes for the instant {instantMs}.");
        }

        text[..(Length - 1)].CopyTo(into);
        into[Length - 1] = (byte)'Z';
    }
}
