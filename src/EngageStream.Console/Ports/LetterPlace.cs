using System.Globalization;

namespace EngageStream.Console.Ports;

/// <summary>Where a dead letter is in its topic; written <c>PARTITION:OFFSET</c>.</summary>
public readonly record struct LetterPlace(int Partition, long Offset)
{
    /// <summary>Reads <c>PARTITION:OFFSET</c>.</summary>
    public static bool TryParse(string text, out LetterPlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        long offset = 0;
        bool read = int.TryParse(text.AsSpan(0, Math.Max(colon, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out offset);
        place = read ? new LetterPlace(partition, offset) : default;
        return read;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}:{Offset}");
}
