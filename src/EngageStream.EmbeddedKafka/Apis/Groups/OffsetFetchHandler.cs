using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>OffsetFetch (9): committed positions, of one group or from version 8 on of several. All are stable as long as there are no transactions.</summary>
internal sealed class OffsetFetchHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.OffsetFetch, 1, 8, 6))
{
    private const short FirstWithSeveralGroups = 8;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        if (version >= 3)
        {
            writer.Int32(0);
        }

        if (version >= FirstWithSeveralGroups)
        {
            int count = reader.ArrayLength();
            writer.ArrayLength(count);
            for (int i = 0; i < count; i++)
            {
                string groupId = reader.String();
                writer.String(groupId);
                WriteOffsets(reader, writer, version, groupId);
                writer.Error(ErrorCode.None);
                reader.Tags();
                writer.Tags();
            }
        }
        else
        {
            WriteOffsets(reader, writer, version, reader.String());
            if (version >= 2)
            {
                writer.Error(ErrorCode.None);
            }
        }

        writer.Tags();
    }

    private static void WriteOffset(ProtocolWriter writer, short version, int partition, CommittedOffset? offset)
    {
        writer.Int32(partition);
        writer.Int64(offset?.Offset ?? -1);
        if (version >= 5)
        {
            writer.Int32(offset?.LeaderEpoch ?? -1);
        }

        writer.String(offset?.Metadata ?? "");
        writer.Error(ErrorCode.None);
        writer.Tags();
    }

    private void WriteOffsets(ProtocolReader reader, ProtocolWriter writer, short version, string groupId)
    {
        int topicCount = reader.ArrayLength();
        if (topicCount < 0)
        {
            WriteAllOffsets(writer, version, groupId);
            return;
        }

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
                WriteOffset(writer, version, partition, groups.Committed(groupId, topic, partition));
            }

            reader.Tags();
            writer.Tags();
        }
    }

    private void WriteAllOffsets(ProtocolWriter writer, short version, string groupId)
    {
        IGrouping<string, OffsetCommit>[] byTopic = [.. groups.Committed(groupId).GroupBy(c => c.Topic)];
        writer.ArrayLength(byTopic.Length);
        foreach (IGrouping<string, OffsetCommit> topic in byTopic)
        {
            writer.String(topic.Key);
            writer.ArrayLength(topic.Count());
            foreach (OffsetCommit commit in topic)
            {
                WriteOffset(writer, version, commit.Partition, commit.Position);
            }

            writer.Tags();
        }
    }
}
