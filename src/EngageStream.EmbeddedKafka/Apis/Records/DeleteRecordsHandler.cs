using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>DeleteRecords (21): moves the start of logs and frees the segments below.</summary>
internal sealed class DeleteRecordsHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.DeleteRecords, 0, 2, 2))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
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
                long offset = reader.Int64();
                reader.Tags();
                PartitionLog? log = topics.Partition(name, index);
                (ErrorCode error, long start) = log?.DeleteBefore(offset) ?? (ErrorCode.UnknownTopicOrPartition, -1);
                writer.Int32(index);
                writer.Int64(start);
                writer.Error(error);
                writer.Tags();
            }

            reader.Tags();
            writer.Tags();
        }

        writer.Tags();
    }
}
