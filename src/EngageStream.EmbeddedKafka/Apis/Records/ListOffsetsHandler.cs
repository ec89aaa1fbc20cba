using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>ListOffsets (2): the first, the next, the newest by time, or the first at or after a time.</summary>
internal sealed class ListOffsetsHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.ListOffsets, 1, 7, 6))
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        reader.Int32();
        bool committed = false;
        if (version >= 2)
        {
            committed = reader.Int8() == IsolationLevel.ReadCommitted;
            writer.Int32(0);
        }

        int topicCount = reader.ArrayLength();
        writer.ArrayLength(topicCount);
        for (int t = 0; t < topicCount; t++)
        {
            string name = reader.String();
            writer.String(name);
            int partitionCount = reader.ArrayLength();
            writer.ArrayLength(partitionCount);
            for (int p = 0; p < partitionCount; p++)
            {
                int index = reader.Int32();
                if (version >= 4)
                {
                    reader.Int32();
                }

                long target = reader.Int64();
                reader.Tags();
                Write(writer, version, index, Find(topics.Partition(name, index), target, committed));
            }

            reader.Tags();
            writer.Tags();
        }

        writer.Tags();
    }

    private static (ErrorCode Error, long Offset, long Timestamp) Find(PartitionLog? log, long target, bool committed)
    {
        if (log is null || log.IsClosed)
        {
            return (ErrorCode.UnknownTopicOrPartition, -1, -1);
        }

        long end = committed ? log.LastStableOffset : log.HighWatermark;
        if (target is Latest or Earliest)
        {
            return (ErrorCode.None, target == Latest ? end : log.StartOffset, -1);
        }

        if (target < MaxTimestamp)
        {
            return (ErrorCode.InvalidRequest, -1, -1);
        }

        // Nothing at or after the time, or nothing that the reader may see yet: no error, and no offset.
        (long Offset, long Timestamp)? found = target == MaxTimestamp ? log.FindMaxTimestamp() : log.FindByTime(target);
        return found is { } record && record.Offset < end ? (ErrorCode.None, record.Offset, record.Timestamp) : (ErrorCode.None, -1, -1);
    }

    private static void Write(ProtocolWriter writer, short version, int index, (ErrorCode Error, long Offset, long Timestamp) result)
    {
        writer.Int32(index);
        writer.Error(result.Error);
        writer.Int64(result.Timestamp);
        writer.Int64(result.Offset);
        if (version >= 4)
        {
            writer.Int32(result.Offset >= 0 ? PartitionLog.LeaderEpoch : -1);
        }

        writer.Tags();
    }
}
