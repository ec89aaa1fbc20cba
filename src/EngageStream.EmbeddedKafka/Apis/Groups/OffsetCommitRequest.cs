using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>The offsets that a plain or a transactional commit brings, and what is wrong with each of them.</summary>
internal sealed class OffsetCommitRequest(TopicCatalog topics)
{
    /// <summary>Kafka's default of <c>offset.metadata.max.bytes</c>.</summary>
    private const int MaxMetadataLength = 4096;

    private readonly List<(string Topic, List<OffsetCommit> Partitions)> _asked = [];

    /// <summary>The commits that can be taken.</summary>
    public OffsetCommit[] Valid => [.. _asked.SelectMany(t => t.Partitions).Where(c => Check(c) == ErrorCode.None)];

    public void Add(string topic, List<OffsetCommit> partitions) => _asked.Add((topic, partitions));

    /// <summary>Writes the outcome of each partition; an error of the whole comes first.</summary>
    public void WriteOutcome(ProtocolWriter writer, ErrorCode error)
    {
        writer.ArrayLength(_asked.Count);
        foreach ((string topic, List<OffsetCommit> partitions) in _asked)
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
    }

    private ErrorCode Check(OffsetCommit commit)
    {
        if (topics.Partition(commit.Topic, commit.Partition) is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return commit.Position.Metadata?.Length > MaxMetadataLength ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
    }
}
