using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>OffsetCommit (8): answered after the offsets were written down. Retention times are not used: offsets stay.</summary>
internal sealed class OffsetCommitHandler(GroupCoordinator groups, TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.OffsetCommit, 1, 8, 8))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        short version = context.Version;
        string groupId = reader.String();
        int generation = reader.Int32();
        string memberId = reader.String();
        string? instanceId = version >= 7 ? reader.NullableString() : null;

        if (version is >= 2 and <= 4)
        {
            reader.Int64();
        }

        var request = new OffsetCommitRequest(topics);
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            ReadTopic(reader, version, request);
        }

        ErrorCode error = groupId.Length == 0 ? ErrorCode.InvalidGroupId : groups.Commit(groupId, memberId, generation, request.Valid, instanceId);
        if (version >= 3)
        {
            context.Writer.Int32(0);
        }

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
            int leaderEpoch = version >= 6 ? reader.Int32() : -1;
            if (version == 1)
            {
                reader.Int64();
            }

            partitions.Add(new OffsetCommit(topic, partition, new CommittedOffset(offset, leaderEpoch, reader.NullableString())));
            reader.Tags();
        }

        reader.Tags();
        request.Add(topic, partitions);
    }
}
