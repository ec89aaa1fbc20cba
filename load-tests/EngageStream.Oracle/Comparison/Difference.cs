namespace EngageStream.Oracle.Comparison;

/// <summary>How what was seen differs from what the rules ask for.</summary>
public enum DifferenceKind
{
    /// <summary>Asked for, never seen.</summary>
    Missing,

    /// <summary>Seen more often than asked for, under one id.</summary>
    Doubled,

    /// <summary>Seen, never asked for.</summary>
    Unexpected,

    /// <summary>Seen under the right id, with another content.</summary>
    Wrong,

    /// <summary>Seen in another order than asked for.</summary>
    OutOfOrder,
}

/// <summary>One difference.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Topic">Output topic.</param>
/// <param name="User">Person; for dead letters the source partition and offset.</param>
/// <param name="Id">Id of the output.</param>
/// <param name="Expected">What the rules ask for; empty where nothing.</param>
/// <param name="Seen">What was seen and where; empty where nothing was.</param>
public sealed record Difference(DifferenceKind Kind, string Topic, string User, string Id, string Expected, string Seen)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} {Topic} {User} {Id}{(Expected.Length > 0 ? $"\n    expected {Expected}" : "")}{(Seen.Length > 0 ? $"\n    seen     {Seen}" : "")}";
}
