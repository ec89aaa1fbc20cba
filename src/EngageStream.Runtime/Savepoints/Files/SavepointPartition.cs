using System.Text.Json.Serialization;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>One partition in a savepoint, as JSON; its users follow.</summary>
/// <param name="Partition">Partition of the events topic.</param>
/// <param name="Position">Offset of the first input record that the states do not include.</param>
/// <param name="Drained">Whether no input record lay at or behind the position.</param>
/// <param name="ClockMs">Shard clock; Unix milliseconds.</param>
/// <param name="LastOffset">Offset of the last input record taken; -1 for none.</param>
/// <param name="LastTimestampMs">Its Kafka timestamp; Unix milliseconds.</param>
/// <param name="Users">Users that follow.</param>
/// <param name="Events">Events handled since the beginning.</param>
/// <param name="Duplicates">Duplicates since the beginning.</param>
/// <param name="Late">Late events since the beginning.</param>
/// <param name="Faults">Records and timers that failed since the beginning.</param>
/// <param name="TimersFired">Timers that fired since the beginning.</param>
public sealed record SavepointPartition(
    int Partition,
    long Position,
    bool Drained,
    long ClockMs,
    long LastOffset,
    long LastTimestampMs,
    long Users,
    long Events,
    long Duplicates,
    long Late,
    long Faults,
    long TimersFired)
{
    /// <summary>The counts as the state log carries them.</summary>
    [JsonIgnore]
    internal ShardAggregates Aggregates => new(Events, Duplicates, Late, Faults, TimersFired);
}
