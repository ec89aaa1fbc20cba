namespace EngageStream.EmbeddedKafka.Records;

/// <summary>The zigzag variable-length numbers inside records.</summary>
internal static class Varint
{
    private const int MaxBytes = 10;

    /// <summary>Takes a number off the front. False when there is none, or it does not end.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> from, out long value)
    {
        ulong raw = 0;
        for (int i = 0; i < MaxBytes && i < from.Length; i++)
        {
            raw |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                value = (long)(raw >> 1) ^ -(long)(raw & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }
}
