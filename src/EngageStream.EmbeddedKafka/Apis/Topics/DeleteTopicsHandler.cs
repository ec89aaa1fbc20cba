using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>DeleteTopics (20): by name, or from version 6 on also by id; their committed offsets go too.</summary>
internal sealed class DeleteTopicsHandler(TopicCatalog topics, GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.DeleteTopics, 0, 6, 4))
{
    private const short FirstWithIds = 6;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        if (version >= 1)
        {
            writer.Int32(0);
        }

        int count = reader.ArrayLength();
        writer.ArrayLength(count);
        for (int i = 0; i < count; i++)
        {
            string? name = version >= FirstWithIds ? reader.NullableString() : reader.String();
            Guid id = version >= FirstWithIds ? reader.Uuid() : Guid.Empty;
            if (version >= FirstWithIds)
            {
                reader.Tags();
            }

            Write(writer, version, name, id);
        }

        writer.Tags();
    }

    private void Write(ProtocolWriter writer, short version, string? name, Guid id)
    {
        Topic? topic = name is null ? topics.Find(id) : topics.Find(name);
        bool deleted = topic is not null && topics.Delete(topic.Name);
        if (deleted)
        {
            groups.ForgetTopic(topic!.Name);
        }

        writer.String(topic?.Name ?? name);
        if (version >= FirstWithIds)
        {
            writer.Uuid(topic?.Id ?? id);
        }

        writer.Error(deleted ? ErrorCode.None : name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition);
        if (version >= 5)
        {
            writer.String(deleted ? null : "there is no such topic");
        }

        writer.Tags();
    }
}
