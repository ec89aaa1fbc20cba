using System.Globalization;

namespace EngageStream.Domain.Events.Json;

/// <summary>JSON numbers: their end, and their value.</summary>
internal static class JsonNumber
{
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>From a number's first character to its end.</summary>
    public static int Skip(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) == (byte)'-')
        {
            at++;
        }

        int whole = at;
        at = SkipDigits(json, at);
        if (at == whole || (at > whole + 1 && json[whole] == (byte)'0'))
        {
            return JsonScanner.Malformed;
        }

        if (At(json, at) == (byte)'.')
        {
            int fraction = at + 1;
            at = SkipDigits(json, fraction);
            if (at == fraction)
            {
                return JsonScanner.Malformed;
            }
        }

        if (At(json, at) is (byte)'e' or (byte)'E')
        {
            int exponent = at + (At(json, at + 1) is (byte)'+' or (byte)'-' ? 2 : 1);
            at = SkipDigits(json, exponent);
            if (at == exponent)
            {
                return JsonScanner.Malformed;
            }
        }

        return at;
    }

    /// <summary>From a number's first character to its end, with the nearest double; infinite beyond a double's range.</summary>
    public static int Read(ReadOnlySpan<byte> json, int at, out double value)
    {
        // Up to 15 digits and a power of ten up to 10^15 are both exact doubles, so that one division rounds correctly
        // (Clinger 1990, the fast path). Nearly all numbers in events are such.
        value = 0;
        int start = at;
        bool negative = At(json, at) == (byte)'-';
        int whole = at + (negative ? 1 : 0);
        long digits = 0;
        at = ReadDigits(json, whole, ref digits);
        int count = at - whole;
        if (count == 0 || (count > 1 && json[whole] == (byte)'0'))
        {
            return JsonScanner.Malformed;
        }

        int decimals = 0;
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

        if (count + decimals > ExactDigits || At(json, at) is (byte)'e' or (byte)'E')
        {
            return ReadSlowly(json, start, out value);
        }

        value = digits / PowersOfTen[decimals];
        value = negative ? -value : value;
        return at;
    }

    private static int ReadSlowly(ReadOnlySpan<byte> json, int at, out double value)
    {
        int end = Skip(json, at);
        value = end < 0 ? 0 : double.Parse(json[at..end], NumberStyles.Float, CultureInfo.InvariantCulture);
        return end;
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

    private static int SkipDigits(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && (uint)(json[at] - '0') <= 9)
        {
            at++;
        }

        return at;
    }
}
