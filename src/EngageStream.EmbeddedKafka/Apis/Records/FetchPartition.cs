using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>One partition that a fetch asks for, and what was seen of it when it was last looked at.</summary>
internal sealed record FetchPartition(string Topic, int Index, PartitionLog? Log, long Offset, int MaxBytes, bool Committed)
{
    /// <summary>End of what could be read of the log when it was looked at: if it has moved since, waiting would be wrong.</summary>
    public long SeenEndOffset { get; set; }

    /// <summary>What is wrong with the request for this partition, if anything.</summary>
    public ErrorCode Check()
    {
        if (Log is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return Offset < Log.StartOffset || Offset > Log.HighWatermark ? ErrorCode.OffsetOutOfRange : ErrorCode.None;
    }
}
