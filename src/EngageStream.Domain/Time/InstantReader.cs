using System.Runtime.Intrinsics;

namespace EngageStream.Domain.Time;

/// <summary>
/// Reads instants like <see cref="Rfc3339"/>, and remembers the last minute: in a stream most are of the same one, which then
/// need not be worked out again. Not thread-safe.
/// </summary>
internal sealed class InstantReader
{
    private Vector128<byte> _minute = Vector128.Create("1970-01-01T00:00"u8);
    private long _minuteMs;

    /// <inheritdoc cref="Rfc3339.TryParse"/>
    public bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < Rfc3339.ShortestLength)
        {
            return false;
        }

        Vector128<byte> minute = Vector128.Create(text[..Rfc3339.MinuteLength]);
        if (minute != _minute)
        {
            if (!Rfc3339.TryMinute(text, out long minuteMs))
            {
                return false;
            }

            (_minute, _minuteMs) = (minute, minuteMs);
        }

        bool isInstant = Rfc3339.TryRest(text, out long restMs);
        unixMs = isInstant ? _minuteMs + restMs : 0;
        return isInstant;
    }
}
