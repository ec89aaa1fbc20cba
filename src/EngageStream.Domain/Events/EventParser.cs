using EngageStream.Domain.Model;

namespace EngageStream.Domain.Events;

/// <summary>
/// Parses an event of the Segment shape in place from UTF-8 JSON, without allocating. Not thread-safe: one per stream thread.
/// </summary>
public sealed class EventParser(EventSchema schema, EventTimePolicy timePolicy)
{
    /// <summary>Largest value in bytes; the Segment API's limit.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>What is found in events.</summary>
    public EventSchema Schema { get; } = schema;

    /// <summary>How odd times are treated.</summary>
    public EventTimePolicy TimePolicy { get; } = timePolicy;

    /// <summary>Parses one value into <paramref name="into"/>, which is reset first.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="recordTimestampMs">Kafka timestamp of the record; stands in for an absent <c>timestamp</c>.</param>
    /// <param name="into">Receives the event; made for the same <see cref="EventSchema"/>.</param>
    /// <returns><see cref="EventError.None"/>, or why the record is no event.</returns>
    public EventError Parse(ReadOnlySpan<byte> value, long recordTimestampMs, InputEvent into) => throw new NotImplementedException();
}
