namespace EngageStream.Runtime.DeadLetters;

/// <summary>What a replay did, or would do.</summary>
public sealed class ReplayReport
{
    /// <summary>Letters sent again.</summary>
    public long Sent { get; internal set; }

    /// <summary>Letters that were sent again before.</summary>
    public long Already { get; internal set; }

    /// <summary>Letters that cannot be sent again, by the obstacle.</summary>
    public SortedDictionary<string, long> Obstacles { get; } = new(StringComparer.Ordinal);

    /// <summary>Letters that matched.</summary>
    public long Matched => Sent + Already + Obstacles.Values.Sum();
}
