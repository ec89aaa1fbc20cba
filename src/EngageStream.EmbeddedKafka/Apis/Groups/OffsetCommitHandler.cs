using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>OffsetCommit (8): answered after the offsets were written down. Retention times are not used: offsets stay.</summary>
internal sealed class OffsetCommitHandler(GroupCoordinator groups, TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.OffsetCommit, 1, 8, 8))
{
    /// <summary>Kafka's default of <c>offset.metadata.max.bytes</c>.</summary>
    private const int MaxMetadataLength = 4096;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        short version = context.Version;
        string groupId = reader.String();
        int generation = reader.Int32();
        string memberId = reader.String();
        if (version >= 7)
        {
            reader.NullableString();
        }

        if (version is >= 2 and <= 4)
        {
            reader.Int64();
        }

        var asked = new List<(string Topic, List<OffsetCommit> Partitions)>();
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            asked.Add(ReadTopic(reader, version));
        }

        OffsetCommit[] valid = [.. asked.SelectMany(t => t.Partitions).Where(c => Check(c) == ErrorCode.None)];
        ErrorCode error = groupId.Length == 0 ? ErrorCode.InvalidGroupId : groups.Commit(groupId, memberId, generation, valid);
        Write(context.Writer, version, asked, error);
    }

    private static (string Topic, List<OffsetCommit> Partitions) ReadTopic(ProtocolReader reader, short version)
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
        return (topic, partitions);
    }

    private ErrorCode Check(OffsetCommit commit)
    {
        if (topics.Partition(commit.Topic, commit.Partition) is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return commit.Position.Metadata?.Length > MaxMetadataLength ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
    }

    private void Write(ProtocolWriter writer, short version, List<(string Topic, List<OffsetCommit> Partitions)> asked, ErrorCode error)
    {
        if (version >= 3)
        {
            writer.Int32(0);
        }

        writer.ArrayLength(asked.Count);
        foreach ((string topic, List<OffsetCommit> partitions) in asked)
        {
            writer.String(topic);
            writer.ArrayLength(partitions.Count);
            foreach (OffsetCommit commit in partitions)
            {
                writer.Int32(commit.Partition);
                writer.Error(error == ErrorCode.None ? Check(commit) : error);
                writer.Tags();
            }

            writer.Tags();
        }

        writer.Tags();
    }
}
