using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>Produce (0): appends one record batch per partition, exactly as it was sent but for its place in the log.</summary>
internal sealed class ProduceHandler(TopicCatalog topics, TransactionCoordinator transactions) : ImmediateApiHandler(new(ApiKey.Produce, 0, 9, 9))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        if (context.Version >= 3)
        {
            reader.NullableString();
        }

        short acks = reader.Int16();
        reader.Int32();
        int topicCount = reader.ArrayLength();
        writer.ArrayLength(topicCount);
        for (int t = 0; t < topicCount; t++)
        {
            string name = reader.String();
            Topic? topic = topics.Find(name);
            writer.String(name);
            int partitionCount = reader.ArrayLength();
            writer.ArrayLength(partitionCount);
            for (int p = 0; p < partitionCount; p++)
            {
                int index = reader.Int32();
                Memory<byte> records = reader.Bytes();
                reader.Tags();
                PartitionLog? log = topic?.Partition(index);
                AppendResult result = Append(log, records, acks, new TransactionGate(transactions, new TopicPartition(name, index)));
                RefuseSilentLoss(result, acks, name, index);
                WritePartition(writer, context.Version, index, result, log);
            }

            reader.Tags();
            writer.Tags();
        }

        if (context.Version >= 1)
        {
            writer.Int32(0);
        }

        writer.Tags();
        context.NoResponse = acks == 0;
    }

    private static AppendResult Append(PartitionLog? log, Memory<byte> records, short acks, TransactionGate gate)
    {
        if (acks is < -1 or > 1)
        {
            return AppendResult.Failed(ErrorCode.InvalidRequiredAcks, "acks must be -1, 0 or 1");
        }

        return log is null ? AppendResult.Failed(ErrorCode.UnknownTopicOrPartition) : log.Append(records.Span, gate);
    }

    /// <summary>A producer with acks=0 gets no answer; the closed connection makes it look for what is wrong.</summary>
    private static void RefuseSilentLoss(AppendResult result, short acks, string topic, int partition)
    {
        if (acks == 0 && result.Error != ErrorCode.None)
        {
            throw new RequestRejectedException($"produce with acks=0 to {topic}[{partition}] failed: {result.Error} {result.Reason}");
        }
    }

    private static void WritePartition(ProtocolWriter writer, short version, int index, AppendResult result, PartitionLog? log)
    {
        writer.Int32(index);
        writer.Error(result.Error);
        writer.Int64(result.BaseOffset);
        if (version >= 2)
        {
            writer.Int64(result.LogAppendTime);
        }

        if (version >= 5)
        {
            writer.Int64(log?.StartOffset ?? -1);
        }

        if (version >= 8)
        {
            writer.ArrayLength(0);
            writer.String(result.Reason);
        }

        writer.Tags();
    }
}
