using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>DescribeProducers (61): who writes to partitions, and which transactions are open there.</summary>
internal sealed class DescribeProducersHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.DescribeProducers, 0, 0, 0))
{
    /// <summary>The coordinator's epoch: there is one broker for ever.</summary>
    private const int CoordinatorEpoch = 0;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        int topicCount = reader.ArrayLength();
        writer.ArrayLength(topicCount);
        for (int t = 0; t < topicCount; t++)
        {
            string topic = reader.String();
            writer.String(topic);
            int partitionCount = reader.ArrayLength();
            writer.ArrayLength(partitionCount);
            for (int p = 0; p < partitionCount; p++)
            {
                int partition = reader.Int32();
                Write(writer, partition, topics.Partition(topic, partition));
            }

            reader.Tags();
            writer.Tags();
        }

        writer.Tags();
    }

    private static void Write(ProtocolWriter writer, int partition, PartitionLog? log)
    {
        writer.Int32(partition);
        writer.Error(log is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None);
        writer.String(null);
        ActiveProducer[] producers = log?.ActiveProducers() ?? [];
        writer.ArrayLength(producers.Length);
        foreach (ActiveProducer producer in producers)
        {
            writer.Int64(producer.ProducerId);
            writer.Int32(producer.Epoch);
            writer.Int32(producer.LastSequence);
            writer.Int64(producer.LastTimestamp);
            writer.Int32(CoordinatorEpoch);
            writer.Int64(producer.TransactionStart);
            writer.Tags();
        }

        writer.Tags();
    }
}
