namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>A transaction that was aborted: its first offset in the partition, and the offset of its abort marker.</summary>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long MarkerOffset);
