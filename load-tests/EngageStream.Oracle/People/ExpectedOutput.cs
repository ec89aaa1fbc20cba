namespace EngageStream.Oracle.People;

/// <summary>An output that the rules ask for.</summary>
internal sealed record ExpectedOutput
{
    private static readonly string[] Telling = ["from", "to", "campaign", "outcome", "stage"];

    public required string Topic { get; init; }

    /// <summary>Type of the CloudEvent.</summary>
    public required string Type { get; init; }

    public required string User { get; init; }

    public required string Id { get; init; }

    /// <summary>Shard clock: the event's instant, or the timer's due instant.</summary>
    public required long AtMs { get; init; }

    public required int Partition { get; init; }

    /// <summary>The input offset that it must carry, or the first of those that it may.</summary>
    public required long FromOffset { get; init; }

    /// <summary>The last input offset that it may carry.</summary>
    public required long ToOffset { get; init; }

    /// <summary>Body, flattened: <c>cause.kind</c> and the like.</summary>
    public required IReadOnlyDictionary<string, string?> Fields { get; init; }

    /// <summary>Whether it may still be on its way: its instant lies within the last moments of the run.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What it is, in words.</summary>
    public string Text => string.Join(' ', Telling
        .Where(Fields.ContainsKey).Select(name => $"{name}={Fields[name] ?? "null"}"));
}
