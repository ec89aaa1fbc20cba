namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>A stretch of a segment that begins with a batch and holds at least that one whole.</summary>
internal readonly record struct LogSlice(LogSegment Segment, int Position, int Bytes);
