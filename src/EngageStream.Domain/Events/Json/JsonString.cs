using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace EngageStream.Domain.Events.Json;

/// <summary>JSON strings: their end, and their text.</summary>
internal static class JsonString
{
    /// <summary>From the opening quote to after the closing one.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The opening quote.</param>
    /// <param name="escaped">Whether the string has escapes.</param>
    public static int Skip(ReadOnlySpan<byte> json, int at, out bool escaped)
    {
        escaped = false;
        if ((uint)at >= (uint)json.Length || json[at] != (byte)'"')
        {
            return JsonScanner.Malformed;
        }

        at++;
        while (true)
        {
            at = FindSpecial(json, at);
            if ((uint)at >= (uint)json.Length || json[at] < (byte)' ')
            {
                return JsonScanner.Malformed;
            }

            if (json[at] == (byte)'"')
            {
                return at + 1;
            }

            escaped = true;
            at = SkipEscape(json, at);
            if (at < 0)
            {
                return JsonScanner.Malformed;
            }
        }
    }

    /// <summary>A string's text: where it lies, or decoded into <paramref name="scratch"/>.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> json, JsonToken token, Span<byte> scratch)
    {
        ReadOnlySpan<byte> raw = token.In(json);
        return token.Kind == JsonKind.EscapedString ? scratch[..Decode(raw, scratch)] : raw;
    }

    /// <summary>
    /// Decodes the escapes of a string that <see cref="Skip"/> has passed. Half a surrogate pair, as a sender makes that cuts
    /// an emoji in two, becomes U+FFFD: refusing the event for it would lose more.
    /// </summary>
    /// <returns>Bytes written, never more than <paramref name="source"/> has.</returns>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        while (!source.IsEmpty)
        {
            int plain = source.IndexOf((byte)'\\');
            plain = plain < 0 ? source.Length : plain;
            source[..plain].CopyTo(target[written..]);
            written += plain;
            source = source[plain..];
            if (!source.IsEmpty)
            {
                (Rune rune, int length) = DecodeEscape(source);
                written += rune.EncodeToUtf8(target[written..]);
                source = source[length..];
            }
        }

        return written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindSpecial(ReadOnlySpan<byte> json, int at)
    {
        while (at <= json.Length - Vector128<byte>.Count)
        {
            Vector128<byte> block = Vector128.Create(json.Slice(at, Vector128<byte>.Count));
            Vector128<byte> special = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            uint mask = special.ExtractMostSignificantBits();
            if (mask != 0)
            {
                return at + BitOperations.TrailingZeroCount(mask);
            }

            at += Vector128<byte>.Count;
        }

        while ((uint)at < (uint)json.Length && json[at] >= (byte)' ' && json[at] != (byte)'"' && json[at] != (byte)'\\')
        {
            at++;
        }

        return at;
    }

    private static int SkipEscape(ReadOnlySpan<byte> json, int at)
    {
        if ((uint)(at + 1) >= (uint)json.Length)
        {
            return JsonScanner.Malformed;
        }

        return json[at + 1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => at + 2,
            (byte)'u' when at + 6 <= json.Length && IsHex(json.Slice(at + 2, 4)) => at + 6,
            _ => JsonScanner.Malformed,
        };
    }

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }

    private static (Rune Rune, int Length) DecodeEscape(ReadOnlySpan<byte> source)
    {
        switch (source[1])
        {
            case (byte)'b':
                return (new Rune('\b'), 2);
            case (byte)'f':
                return (new Rune('\f'), 2);
            case (byte)'n':
                return (new Rune('\n'), 2);
            case (byte)'r':
                return (new Rune('\r'), 2);
            case (byte)'t':
                return (new Rune('\t'), 2);
            case (byte)'u':
                break;
            default:
                return (new Rune((char)source[1]), 2);
        }

        char first = HexUnit(source);
        if (Rune.TryCreate(first, out Rune rune))
        {
            return (rune, 6);
        }

        ReadOnlySpan<byte> rest = source[6..];
        return rest.Length >= 6 && rest[0] == (byte)'\\' && rest[1] == (byte)'u' && Rune.TryCreate(first, HexUnit(rest), out rune)
            ? (rune, 12)
            : (Rune.ReplacementChar, 6);
    }

    private static char HexUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
