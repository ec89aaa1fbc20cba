namespace EngageStream.Oracle.Input;

/// <summary>An event of a person as it lies in the input topic.</summary>
internal sealed record InputEvent
{
    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>The record's Kafka timestamp: in live mode the instant of its appending.</summary>
    public required long AppendMs { get; init; }

    /// <summary>The least that the shard clock can be when the event is processed: the latest timestamp in the partition so far.</summary>
    public long ClockMs { get; init; }

    public required string User { get; init; }

    /// <summary>Name of a tracked event; <see langword="null"/> for an identify and its like.</summary>
    public required string? Name { get; init; }

    /// <summary>When it happened.</summary>
    public required long TimeMs { get; init; }

    public required string? MessageId { get; init; }

    /// <summary>Hash of the message id, or of the value where there is none.</summary>
    public required ulong Hash { get; init; }

    /// <summary>Numbers as <see cref="double"/>, texts as <see cref="string"/>.</summary>
    public required IReadOnlyDictionary<string, object> Properties { get; init; }

    public required IReadOnlyDictionary<string, object> Traits { get; init; }

    public double? Number(string property) => Properties.TryGetValue(property, out object? value) && value is double number ? number : null;

    public string? Text(string property) => Properties.TryGetValue(property, out object? value) ? value as string : null;
}
