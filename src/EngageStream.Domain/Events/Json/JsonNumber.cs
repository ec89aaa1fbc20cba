using System.Globalization;
using System.Runtime.CompilerServices;

namespace EngageStream.Domain.Events.Json;

/// <summary>JSON numbers: their end, and their value.</summary>
internal static class JsonNumber
{
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>From a number's first character to its end.</summary>
    public static int Skip(ReadOnlySpan<byte> json, int at) => Scan(json, at, out _, out _, out _);

    /// <summary>From a number's first character to its end, with the nearest double; infinite beyond a double's range.</summary>
    public static int Read(ReadOnlySpan<byte> json, int at, out double value)
    {
        int end = Scan(json, at, out long digits, out int decimals, out bool isExact);
        if (end < 0)
        {
            value = 0;
            return end;
        }

        // Up to 15 digits and a power of ten up to 10^15 are both exact doubles, so that one division rounds correctly
        // (Clinger 1990, the fast path). Nearly all numbers in events are such.
        value = isExact ? digits / PowersOfTen[decimals] : double.Parse(json[at..end], NumberStyles.Float, CultureInfo.InvariantCulture);
        value = isExact && json[at] == (byte)'-' ? -value : value;
        return end;
    }

    // Digits without sign and point, how many of them are decimals, and whether they are all there is to the value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Scan(ReadOnlySpan<byte> json, int at, out long digits, out int decimals, out bool isExact)
    {
        (digits, decimals, isExact) = (0, 0, false);
        int whole = At(json, at) == (byte)'-' ? at + 1 : at;
        at = ReadDigits(json, whole, ref digits);
        int count = at - whole;
        if (count == 0 || (count > 1 && json[whole] == (byte)'0'))
        {
            return JsonScanner.Malformed;
        }

        if (At(json, at) == (byte)'.')
        {
            int fraction = at + 1;
            at = ReadDigits(json, fraction, ref digits);
            decimals = at - fraction;
            if (decimals == 0)
            {
                return JsonScanner.Malformed;
            }
        }

        if (At(json, at) is not ((byte)'e' or (byte)'E'))
        {
            isExact = count + decimals <= ExactDigits;
            return at;
        }

        int exponent = at + (At(json, at + 1) is (byte)'+' or (byte)'-' ? 2 : 1);
        at = ReadDigits(json, exponent, ref digits);
        return at > exponent ? at : JsonScanner.Malformed;
    }

    // More digits than a long holds wrap around; nobody looks at them then.
    private static int ReadDigits(ReadOnlySpan<byte> json, int at, ref long digits)
    {
        long read = digits;
        while ((uint)at < (uint)json.Length && (uint)(json[at] - '0') <= 9)
        {
            read = unchecked((read * 10) + (json[at] - '0'));
            at++;
        }

        digits = read;
        return at;
    }

    private static byte At(ReadOnlySpan<byte> json, int at) => (uint)at < (uint)json.Length ? json[at] : (byte)0;
}
