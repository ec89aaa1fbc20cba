using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints;

/// <summary>What a partition of the state log begins with.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Position">Offset of the first input record that the states do not include.</param>
/// <param name="ClockMs">Shard clock; Unix milliseconds.</param>
/// <param name="Last">The last input record taken.</param>
/// <param name="Aggregates">Counts since the beginning.</param>
internal sealed record TargetPartition(int Partition, long Position, long ClockMs, RecordPosition Last, ShardAggregates Aggregates);
