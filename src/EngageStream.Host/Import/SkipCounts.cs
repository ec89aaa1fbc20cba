namespace EngageStream.Host.Import;

/// <summary>Counts by reason, in the order in which reasons first occurred, with the lines of the first few cases.</summary>
public sealed class SkipCounts
{
    /// <summary>Lines kept per reason.</summary>
    public const int LinesKept = 3;

    private readonly Dictionary<string, (long Count, List<long> Lines)> _reasons = new(StringComparer.Ordinal);

    /// <summary>All that was counted.</summary>
    public long Total => _reasons.Values.Sum(r => r.Count);

    /// <summary>Reasons with their counts and first lines.</summary>
    public IEnumerable<(string Reason, long Count, IReadOnlyList<long> Lines)> Reasons =>
        _reasons.Select(r => (r.Key, r.Value.Count, (IReadOnlyList<long>)r.Value.Lines));

    /// <summary>The count of one reason; 0 when it never occurred.</summary>
    public long this[string reason] => _reasons.TryGetValue(reason, out (long Count, List<long> Lines) entry) ? entry.Count : 0;

    /// <summary>Counts one case.</summary>
    public void Add(string reason, long line)
    {
        (long count, List<long> lines) = _reasons.TryGetValue(reason, out (long Count, List<long> Lines) entry) ? entry : (0, []);
        if (lines.Count < LinesKept)
        {
            lines.Add(line);
        }

        _reasons[reason] = (count + 1, lines);
    }
}
