using System.Globalization;

namespace EngageStream.Host.DeadLetters;

/// <summary>Where a letter stands among all: by time, then by place. Written, it is the cursor of a list.</summary>
internal readonly record struct LetterOrder(long TimeMs, int Partition, long Offset) : IComparable<LetterOrder>
{
    /// <summary>Where a letter stands.</summary>
    public static LetterOrder Of(ListedLetter letter) => new(letter.TimeMs, letter.Position.Partition, letter.Position.Offset);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    public static LetterOrder Parse(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long time)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? new LetterOrder(time, partition, offset)
            : throw new FormatException("A cursor is TIME.PARTITION.OFFSET.");
    }

    /// <inheritdoc/>
    public int CompareTo(LetterOrder other) =>
        (TimeMs, Partition, Offset).CompareTo((other.TimeMs, other.Partition, other.Offset));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TimeMs}.{Partition}.{Offset}");
}
