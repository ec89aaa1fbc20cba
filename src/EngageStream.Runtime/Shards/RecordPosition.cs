namespace EngageStream.Runtime.Shards;

/// <summary>Where an input record came from.</summary>
/// <param name="Partition">Partition of the input topic.</param>
/// <param name="Offset">Offset in it.</param>
/// <param name="TimestampMs">Kafka timestamp; Unix milliseconds.</param>
public readonly record struct RecordPosition(int Partition, long Offset, long TimestampMs);
