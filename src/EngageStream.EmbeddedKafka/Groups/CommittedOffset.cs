namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group's position in a partition: the next offset to read, with what the client attached to it.</summary>
internal readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string? Metadata);
