using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.DeadLetters;

/// <summary>Keeps the newest letters of many, and counts all.</summary>
internal sealed class NewestLetters(int limit)
{
    private readonly PriorityQueue<ListedLetter, (long, int, long)> _newest = new();
    private readonly HashSet<DeadLetterPosition> _replayed = [];

    /// <summary>Letters by reason.</summary>
    public SortedDictionary<string, long> ByReason { get; } = new(StringComparer.Ordinal);

    /// <summary>Letters that were sent again.</summary>
    public long Replayed => _replayed.Count;

    /// <summary>The newest, oldest first.</summary>
    public IReadOnlyList<ListedLetter> Newest => [.. _newest.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];

    /// <summary>Takes a letter.</summary>
    public void Add(DeadLetter letter)
    {
        ByReason[letter.Reason] = ByReason.GetValueOrDefault(letter.Reason) + 1;
        _newest.Enqueue(
            new ListedLetter(letter.Position, letter.TimeMs, letter.Reason, letter.Key ?? [], letter.Value?.Length ?? 0),
            (letter.TimeMs, letter.Position.Partition, letter.Position.Offset));
        if (_newest.Count > limit)
        {
            _newest.Dequeue();
        }
    }

    /// <summary>Takes the note that a letter was sent again.</summary>
    public void MarkReplayed(DeadLetterPosition position) => _replayed.Add(position);

    /// <summary>Whether a letter was sent again.</summary>
    public bool IsReplayed(ListedLetter letter) => _replayed.Contains(letter.Position);
}

/// <summary>A letter in a list.</summary>
internal sealed record ListedLetter(DeadLetterPosition Position, long TimeMs, string Reason, byte[] Key, int Bytes);
