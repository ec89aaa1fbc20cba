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

    /// <summary>The nearest double to a number that <see cref="Skip"/> has passed; infinite beyond a double's range.</summary>
    public static double ValueOf(ReadOnlySpan<byte> number)
    {
        // Up to 15 digits and a power of ten up to 10^15 are both exact doubles, so that one division rounds correctly
        // (Clinger 1990, the fast path). Nearly all numbers in events are such.
        bool negative = number[0] == (byte)'-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = negative ? 1 : 0; i < number.Length; i++)
        {
            int digit = number[i] - '0';
            if ((uint)digit <= 9)
            {
                digits = (digits * 10) + digit;
                if (++count > ExactDigits)
                {
                    return Slow(number);
                }
            }
            else if (number[i] == (byte)'.')
            {
                point = count;
            }
            else
            {
                return Slow(number);
            }
        }

        double value = point < 0 ? digits : digits / PowersOfTen[count - point];
        return negative ? -value : value;
    }

    private static double Slow(ReadOnlySpan<byte> number) => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);

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
