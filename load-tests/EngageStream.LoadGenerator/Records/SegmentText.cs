using System.Globalization;

namespace EngageStream.LoadGenerator.Records;

/// <summary>
/// Edits of the population's events, whose text always begins
/// <c>{"type":"…","userId":"…","messageId":"…","timestamp":"…"</c> with a time of 24 bytes.
/// </summary>
internal static class SegmentText
{
    private const int TimeLength = 24;

    private static ReadOnlySpan<byte> MessageId => ",\"messageId\":\""u8;

    private static ReadOnlySpan<byte> Timestamp => ",\"timestamp\":\""u8;

    /// <summary>Puts another time into the event, in place.</summary>
    public static void SetTimestamp(byte[] value, long timeMs) =>
        WriteTime(timeMs, value.AsSpan(value.AsSpan().IndexOf(Timestamp) + Timestamp.Length, TimeLength));

    /// <summary>The event with <c>sentAt</c>.</summary>
    public static byte[] WithSentAt(byte[] value, long timeMs)
    {
        byte[] sentAt = [.. ",\"sentAt\":\""u8, .. new byte[TimeLength], (byte)'"'];
        WriteTime(timeMs, sentAt.AsSpan(sentAt.Length - 1 - TimeLength, TimeLength));
        int at = value.AsSpan().IndexOf(Timestamp);
        return [.. value.AsSpan(0, at), .. sentAt, .. value.AsSpan(at)];
    }

    /// <summary>The event without its message id.</summary>
    public static byte[] WithoutMessageId(byte[] value)
    {
        int from = value.AsSpan().IndexOf(MessageId);
        int to = value.AsSpan().IndexOf(Timestamp);
        return [.. value.AsSpan(0, from), .. value.AsSpan(to)];
    }

    /// <summary>RFC 3339 in UTC with milliseconds.</summary>
    public static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteTime(long timeMs, Span<byte> into) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).TryFormat(into, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
