using System.Globalization;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>Where a dead letter is in its topic; written <c>PARTITION:OFFSET</c>.</summary>
public readonly record struct DeadLetterPosition(int Partition, long Offset)
{
    /// <summary>Reads <c>PARTITION:OFFSET</c>.</summary>
    public static bool TryParse(string text, out DeadLetterPosition position)
    {
        string[] parts = text.Split(':');
        position = default;
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            return false;
        }

        position = new DeadLetterPosition(partition, offset);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}:{Offset}");
}
