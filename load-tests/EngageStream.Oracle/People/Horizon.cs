namespace EngageStream.Oracle.People;

/// <summary>How far each partition's clock has come, and how exactly that is known.</summary>
internal sealed record Horizon
{
    /// <summary>How far ahead of an event's appending the shard clock may be.</summary>
    public required long SlackMs { get; init; }

    /// <summary>By partition: what is due up to here must have fired.</summary>
    public required IReadOnlyDictionary<int, long> MustMs { get; init; }

    /// <summary>By partition: what is due up to here may have fired.</summary>
    public required IReadOnlyDictionary<int, long> MayMs { get; init; }

    /// <summary>By partition: offset of the last record.</summary>
    public required IReadOnlyDictionary<int, long> LastOffset { get; init; }
}
