using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.DeadLetters;

/// <summary>Keeps the newest letters of many, and counts all.</summary>
/// <param name="limit">How many to keep.</param>
/// <param name="before">Keeps only letters that stand before this one; the count is of all.</param>
internal sealed class NewestLetters(int limit, LetterOrder? before = null)
{
    private readonly PriorityQueue<ListedLetter, LetterOrder> _newest = new();
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
        var order = new LetterOrder(letter.TimeMs, letter.Position.Partition, letter.Position.Offset);
        if (before is { } end && order.CompareTo(end) >= 0)
        {
            return;
        }

        _newest.Enqueue(
            new ListedLetter(
                letter.Position, letter.TimeMs, letter.Reason, letter.Key ?? [], letter.Value?.Length ?? 0,
                $"{letter.SourceTopic} {letter.Source}", letter.Obstacle),
            order);
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
internal sealed record ListedLetter(
    DeadLetterPosition Position, long TimeMs, string Reason, byte[] Key, int Bytes, string Source, string? Obstacle);
