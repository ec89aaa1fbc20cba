namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>A batch found in a segment: where it is, how long, and what its header says.</summary>
internal readonly record struct BatchLocation(int Position, int Bytes, long BaseOffset, long LastOffset, long MaxTimestamp);
