using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>
/// OffsetForLeaderEpoch (23): where an epoch ends. There is one epoch, so it ends at the end of the log; a consumer that is
/// beyond (the log lost a tail to a power failure) learns so.
/// </summary>
internal sealed class OffsetForLeaderEpochHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.OffsetForLeaderEpoch, 0, 4, 4))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        if (version >= 3)
        {
            reader.Int32();
        }

        if (version >= 2)
        {
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
                int currentEpoch = version >= 2 ? reader.Int32() : -1;
                int epoch = reader.Int32();
                reader.Tags();
                Write(writer, version, index, epoch, currentEpoch, topics.Partition(name, index));
            }

            reader.Tags();
            writer.Tags();
        }

        writer.Tags();
    }

    private static void Write(ProtocolWriter writer, short version, int index, int epoch, int currentEpoch, PartitionLog? log)
    {
        ErrorCode error = log is null ? ErrorCode.UnknownTopicOrPartition
            : currentEpoch > PartitionLog.LeaderEpoch ? ErrorCode.UnknownLeaderEpoch
            : ErrorCode.None;
        bool known = error == ErrorCode.None && epoch == PartitionLog.LeaderEpoch;
        writer.Error(error);
        writer.Int32(index);
        if (version >= 1)
        {
            writer.Int32(known ? epoch : -1);
        }

        writer.Int64(known ? log!.HighWatermark : -1);
        writer.Tags();
    }
}
