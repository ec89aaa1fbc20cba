using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>
/// OffsetFetch (9): committed positions, of one group or from version 8 on of several. Who asks for stable ones is told to
/// come again while a transaction that has not ended may change them.
/// </summary>
internal sealed class OffsetFetchHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.OffsetFetch, 1, 8, 6))
{
    private const short FirstWithSeveralGroups = 8;
    private const short FirstWithStable = 7;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        bool several = version >= FirstWithSeveralGroups;
        var asked = new List<(string GroupId, List<List<TopicPartition>>? Topics)>();
        for (int n = several ? reader.ArrayLength() : 1; n > 0; n--)
        {
            asked.Add((reader.String(), ReadTopics(reader)));
            if (several)
            {
                reader.Tags();
            }
        }

        bool stable = version >= FirstWithStable && reader.Bool();
        if (version >= 3)
        {
            writer.Int32(0);
        }

        if (several)
        {
            writer.ArrayLength(asked.Count);
        }

        foreach ((string groupId, List<List<TopicPartition>>? topics) in asked)
        {
            if (several)
            {
                writer.String(groupId);
            }

            WriteOffsets(writer, version, groupId, topics ?? AllOf(groupId), stable);
            if (version >= 2)
            {
                writer.Error(ErrorCode.None);
            }

            if (several)
            {
                writer.Tags();
            }
        }

        writer.Tags();
    }

    /// <returns>Null when all partitions of the group are wanted.</returns>
    private static List<List<TopicPartition>>? ReadTopics(ProtocolReader reader)
    {
        int topicCount = reader.ArrayLength();
        if (topicCount < 0)
        {
            return null;
        }

        var topics = new List<List<TopicPartition>>();
        for (int t = 0; t < topicCount; t++)
        {
            string topic = reader.String();
            var partitions = new List<TopicPartition>();
            for (int p = reader.ArrayLength(); p > 0; p--)
            {
                partitions.Add(new TopicPartition(topic, reader.Int32()));
            }

            reader.Tags();
            topics.Add(partitions);
        }

        return topics;
    }

    private static void WriteOffset(ProtocolWriter writer, short version, int partition, CommittedOffset? offset, ErrorCode error)
    {
        writer.Int32(partition);
        writer.Int64(offset?.Offset ?? -1);
        if (version >= 5)
        {
            writer.Int32(offset?.LeaderEpoch ?? -1);
        }

        writer.String(offset?.Metadata ?? "");
        writer.Error(error);
        writer.Tags();
    }

    private List<List<TopicPartition>> AllOf(string groupId) =>
        [.. groups.Committed(groupId).GroupBy(c => c.Topic).Select(t => t.Select(c => new TopicPartition(c.Topic, c.Partition)).ToList())];

    private void WriteOffsets(ProtocolWriter writer, short version, string groupId, List<List<TopicPartition>> topics, bool stable)
    {
        // A topic without partitions has lost its name by now, and says nothing.
        List<List<TopicPartition>> named = [.. topics.Where(t => t.Count > 0)];
        writer.ArrayLength(named.Count);
        foreach (List<TopicPartition> partitions in named)
        {
            writer.String(partitions[0].Topic);
            writer.ArrayLength(partitions.Count);
            foreach (TopicPartition partition in partitions)
            {
                (CommittedOffset? offset, bool unstable) = groups.Position(groupId, partition.Topic, partition.Partition);
                bool wait = stable && unstable;
                WriteOffset(writer, version, partition.Partition, wait ? null : offset, wait ? ErrorCode.UnstableOffsetCommit : ErrorCode.None);
            }

            writer.Tags();
        }
    }
}
