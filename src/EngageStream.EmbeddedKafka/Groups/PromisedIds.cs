namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Member ids that were handed out (KIP-394) and whose clients have not come back with them yet.</summary>
internal sealed class PromisedIds
{
    private readonly Dictionary<string, TimeSpan> _deadlines = new(StringComparer.Ordinal);

    public int Count => _deadlines.Count;

    /// <summary>When the first of them lapses; <see cref="TimeSpan.MaxValue"/> when there is none.</summary>
    public TimeSpan NextDeadline => _deadlines.Values.DefaultIfEmpty(TimeSpan.MaxValue).Min();

    public void Promise(string memberId, TimeSpan until) => _deadlines[memberId] = until;

    /// <summary>Takes an id back. False when it was not promised, or has lapsed.</summary>
    public bool Redeem(string memberId) => _deadlines.Remove(memberId);

    public void Lapse(TimeSpan now)
    {
        foreach (string memberId in _deadlines.Where(p => p.Value <= now).Select(p => p.Key).ToArray())
        {
            _deadlines.Remove(memberId);
        }
    }

    public void Clear() => _deadlines.Clear();
}
