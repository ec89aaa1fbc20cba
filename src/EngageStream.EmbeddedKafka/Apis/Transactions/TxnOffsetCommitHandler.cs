using EngageStream.EmbeddedKafka.Apis.Groups;
using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Transactions;

/// <summary>TxnOffsetCommit (28): a group's offsets, to be committed with the transaction.</summary>
internal sealed class TxnOffsetCommitHandler(TransactionCoordinator transactions, GroupCoordinator groups, TopicCatalog topics)
    : ImmediateApiHandler(new(ApiKey.TxnOffsetCommit, 0, 3, 3))
{
    private const short FirstWithMember = 3;
    private const int NoGeneration = -1;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        short version = context.Version;
        string transactionalId = reader.String();
        string groupId = reader.String();
        var producer = new ProducerIdentity(reader.Int64(), reader.Int16());
        int generation = version >= FirstWithMember ? reader.Int32() : NoGeneration;
        string memberId = version >= FirstWithMember ? reader.String() : "";
        string? instanceId = version >= FirstWithMember ? reader.NullableString() : null;

        var request = new OffsetCommitRequest(topics);
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            ReadTopic(reader, version, request);
        }

        ErrorCode error = groupId.Length == 0
            ? ErrorCode.InvalidGroupId
            : transactions.CommitOffsets(
                transactionalId,
                producer,
                groupId,
                () => groups.CommitPending(groupId, memberId, generation, producer.Id, request.Valid, instanceId));
        context.Writer.Int32(0);
        request.WriteOutcome(context.Writer, error);
        context.Writer.Tags();
    }

    private static void ReadTopic(ProtocolReader reader, short version, OffsetCommitRequest request)
    {
        string topic = reader.String();
        var partitions = new List<OffsetCommit>();
        for (int p = reader.ArrayLength(); p > 0; p--)
        {
            int partition = reader.Int32();
            long offset = reader.Int64();
            int leaderEpoch = version >= 2 ? reader.Int32() : -1;
            partitions.Add(new OffsetCommit(topic, partition, new CommittedOffset(offset, leaderEpoch, reader.NullableString())));
            reader.Tags();
        }

        reader.Tags();
        request.Add(topic, partitions);
    }
}
