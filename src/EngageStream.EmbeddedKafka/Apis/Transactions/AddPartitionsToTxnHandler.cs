using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Transactions;

/// <summary>AddPartitionsToTxn (24): all partitions or none. Later versions are for brokers among themselves.</summary>
internal sealed class AddPartitionsToTxnHandler(TransactionCoordinator transactions, TopicCatalog topics)
    : ImmediateApiHandler(new(ApiKey.AddPartitionsToTxn, 0, 3, 3))
{
    private const short FirstWithFenced = 2;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        string transactionalId = reader.String();
        var producer = new ProducerIdentity(reader.Int64(), reader.Int16());
        var asked = new List<(string Topic, List<TopicPartition> Partitions)>();
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            asked.Add(ReadTopic(reader));
        }

        TopicPartition[] all = [.. asked.SelectMany(t => t.Partitions)];
        bool known = all.All(Exists);
        ErrorCode error = known ? transactions.AddPartitions(transactionalId, producer, all) : ErrorCode.OperationNotAttempted;
        error = FencedErrors.For(error, context.Version >= FirstWithFenced);

        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.ArrayLength(asked.Count);
        foreach ((string topic, List<TopicPartition> partitions) in asked)
        {
            writer.String(topic);
            writer.ArrayLength(partitions.Count);
            foreach (TopicPartition partition in partitions)
            {
                writer.Int32(partition.Partition);
                writer.Error(known || Exists(partition) ? error : ErrorCode.UnknownTopicOrPartition);
                writer.Tags();
            }

            writer.Tags();
        }

        writer.Tags();
    }

    private static (string Topic, List<TopicPartition> Partitions) ReadTopic(ProtocolReader reader)
    {
        string topic = reader.String();
        var partitions = new List<TopicPartition>();
        for (int p = reader.ArrayLength(); p > 0; p--)
        {
            partitions.Add(new TopicPartition(topic, reader.Int32()));
        }

        reader.Tags();
        return (topic, partitions);
    }

    private bool Exists(TopicPartition partition) => topics.Partition(partition.Topic, partition.Partition) is not null;
}
