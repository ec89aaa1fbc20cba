namespace EngageStream.Domain.Events.Json;

/// <summary>Where a value lies: a string without its quotes, anything else with all its characters.</summary>
internal readonly record struct JsonToken(JsonKind Kind, int Start, int Length)
{
    public bool IsString => Kind is JsonKind.String or JsonKind.EscapedString;

    /// <summary>Segment's senders write null for what they do not know; it means the same as no member.</summary>
    public bool IsAbsent => Kind is JsonKind.Absent or JsonKind.Null;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
