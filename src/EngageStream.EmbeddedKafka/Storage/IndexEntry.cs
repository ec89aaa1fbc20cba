namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>One entry of a <see cref="SegmentIndex"/>.</summary>
internal readonly record struct IndexEntry(int RelativeOffset, int Position, long MaxTimestampBefore);
