namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>One partition of an offset commit.</summary>
internal readonly record struct OffsetCommit(string Topic, int Partition, CommittedOffset Position);
