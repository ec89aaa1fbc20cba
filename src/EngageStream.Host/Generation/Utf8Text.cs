using System.Buffers.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Host.Generation;

/// <summary>A reused buffer to which UTF-8 text is appended. The texts are the generator's own and need no escaping.</summary>
internal sealed class Utf8Text(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private readonly byte[] _day = new byte[10];
    private long _dayOfText = -1;
    private int _length;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts anew.</summary>
    public Utf8Text Clear()
    {
        _length = 0;
        return this;
    }

    /// <summary>Appends text.</summary>
    public Utf8Text Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    /// <summary>Appends a whole number.</summary>
    public Utf8Text Add(int number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>Appends a whole number with leading zeros.</summary>
    public Utf8Text AddDigits(int number, int digits)
    {
        for (int i = _length + digits - 1; i >= _length; i--)
        {
            _bytes[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        _length += digits;
        return this;
    }

    /// <summary>Appends hundredths as a number with two decimals.</summary>
    public Utf8Text AddMoney(int hundredths) => Add(hundredths / 100).Add("."u8).AddDigits(hundredths % 100, 2);

    /// <summary>Appends an instant as ISO 8601 in UTC with milliseconds. The date is kept: consecutive events share it.</summary>
    public Utf8Text AddTime(long timeMs)
    {
        long day = timeMs / Durations.Day;
        if (day != _dayOfText)
        {
            _dayOfText = day;
            DateOnly.FromDayNumber((int)day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber).TryFormat(_day, out _, "yyyy-MM-dd");
        }

        int ms = (int)(timeMs % Durations.Day);
        return Add(_day).Add("T"u8)
            .AddDigits(ms / 3_600_000, 2).Add(":"u8).AddDigits(ms / 60_000 % 60, 2).Add(":"u8)
            .AddDigits(ms / 1000 % 60, 2).Add("."u8).AddDigits(ms % 1000, 3).Add("Z"u8);
    }
}
