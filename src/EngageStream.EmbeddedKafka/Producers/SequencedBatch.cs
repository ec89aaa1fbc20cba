namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>One appended batch of an idempotent producer.</summary>
internal readonly record struct SequencedBatch(int FirstSequence, int LastSequence, long BaseOffset, long Timestamp);
