using System.Buffers.Text;

namespace EngageStream.Redis.Profiles;

/// <summary>Where a profile lies, and in which round of the projection it was read: <c>generation/partition/offset/timestamp</c>.</summary>
/// <param name="Generation">Round of the projection of the partition; a rebuild begins another.</param>
/// <param name="Partition">Partition of the topic.</param>
/// <param name="Offset">Offset of the record.</param>
/// <param name="TimestampMs">Kafka's timestamp of the record, Unix milliseconds.</param>
internal readonly record struct ProfilePlace(long Generation, int Partition, long Offset, long TimestampMs)
{
    /// <summary>Bytes that the text takes at most.</summary>
    public const int MaxLength = (4 * 20) + 3;

    /// <summary>Writes the text.</summary>
    /// <param name="target">Room for it.</param>
    /// <returns>Its length.</returns>
    public int Format(Span<byte> target)
    {
        int length = Append(target, 0, Generation);
        target[length++] = (byte)'/';
        length = Append(target, length, Partition);
        target[length++] = (byte)'/';
        length = Append(target, length, Offset);
        target[length++] = (byte)'/';
        return Append(target, length, TimestampMs);
    }

    private static int Append(Span<byte> target, int at, long number)
    {
        Utf8Formatter.TryFormat(number, target[at..], out int written);
        return at + written;
    }
}
