using EngageStream.Domain.Time;

namespace EngageStream.Domain.Model;

/// <summary>What is done with event times that lie oddly. Event time chooses buckets; it never moves a clock.</summary>
/// <param name="FutureToleranceMs">A corrected time up to this far after the record's Kafka timestamp is set back to it and counted; beyond it the event is refused. Default 24 h.</param>
/// <param name="LateAfterMs">An event this much older than the record's Kafka timestamp is counted as late; it is used all the same. Default 1 h.</param>
/// <param name="EarliestMs">An event before this is refused as absurd. Default 2000-01-01.</param>
public sealed record EventTimePolicy(
    long FutureToleranceMs = Durations.Day,
    long LateAfterMs = Durations.Hour,
    long EarliestMs = 946_684_800_000)
{
    /// <summary>The defaults.</summary>
    public static EventTimePolicy Default { get; } = new();
}
