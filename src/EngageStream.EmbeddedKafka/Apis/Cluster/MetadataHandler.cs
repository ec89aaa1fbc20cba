using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Cluster;

/// <summary>Metadata (3): broker, topics, partitions; creates a topic asked for by name where client and broker allow it.</summary>
internal sealed class MetadataHandler(BrokerIdentity broker, TopicCatalog topics, bool autoCreate)
    : ImmediateApiHandler(new(ApiKey.Metadata, 0, 12, 9))
{
    protected override void Handle(RequestContext context)
    {
        (List<(string? Name, Guid Id)>? asked, bool mayCreate) = Read(context.Reader, context.Version);
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        if (version >= 3)
        {
            writer.Int32(0);
        }

        WriteBroker(writer, version);
        Answer[] answers = asked is null
            ? [.. topics.All.Select(t => new Answer(ErrorCode.None, t.Name, t.Id, t))]
            : [.. asked.Select(a => Resolve(a.Name, a.Id, mayCreate && autoCreate))];
        writer.ArrayLength(answers.Length);
        foreach (Answer answer in answers)
        {
            WriteTopic(writer, version, answer);
        }

        if (version is >= 8 and <= 10)
        {
            writer.Int32(BrokerIdentity.AuthorizedOperationsUnknown);
        }

        writer.Tags();
    }

    private static (List<(string? Name, Guid Id)>? Asked, bool MayCreate) Read(ProtocolReader reader, short version)
    {
        int count = reader.ArrayLength();

        // Null asks for all topics; in version 0, which has no null, an empty list does.
        List<(string? Name, Guid Id)>? asked = count < 0 || (version == 0 && count == 0) ? null : [];
        for (int i = 0; i < count; i++)
        {
            Guid id = version >= 10 ? reader.Uuid() : Guid.Empty;
            asked!.Add((version >= 10 ? reader.NullableString() : reader.String(), id));
            reader.Tags();
        }

        return (asked, version < 4 || reader.Bool());
    }

    private static void WriteTopic(ProtocolWriter writer, short version, Answer answer)
    {
        writer.Error(answer.Error);
        writer.String(version >= 12 ? answer.Name : answer.Name ?? "");
        if (version >= 10)
        {
            writer.Uuid(answer.Id);
        }

        if (version >= 1)
        {
            writer.Bool(false);
        }

        int partitions = answer.Topic?.Partitions.Length ?? 0;
        writer.ArrayLength(partitions);
        for (int partition = 0; partition < partitions; partition++)
        {
            WritePartition(writer, version, partition);
        }

        if (version >= 8)
        {
            writer.Int32(BrokerIdentity.AuthorizedOperationsUnknown);
        }

        writer.Tags();
    }

    private static void WritePartition(ProtocolWriter writer, short version, int partition)
    {
        writer.Error(ErrorCode.None);
        writer.Int32(partition);
        writer.Int32(BrokerIdentity.NodeId);
        if (version >= 7)
        {
            writer.Int32(PartitionLog.LeaderEpoch);
        }

        // Replicas, then in-sync replicas: the broker itself; then those offline: none.
        writer.ArrayLength(1);
        writer.Int32(BrokerIdentity.NodeId);
        writer.ArrayLength(1);
        writer.Int32(BrokerIdentity.NodeId);
        if (version >= 5)
        {
            writer.ArrayLength(0);
        }

        writer.Tags();
    }

    private void WriteBroker(ProtocolWriter writer, short version)
    {
        writer.ArrayLength(1);
        broker.WriteEndpoint(writer);
        if (version >= 1)
        {
            writer.String(null);
        }

        writer.Tags();
        if (version >= 2)
        {
            writer.String(broker.ClusterId);
        }

        if (version >= 1)
        {
            writer.Int32(BrokerIdentity.NodeId);
        }
    }

    private Answer Resolve(string? name, Guid id, bool create)
    {
        if (name is null)
        {
            return topics.Find(id) is { } byId
                ? new Answer(ErrorCode.None, byId.Name, id, byId)
                : new Answer(ErrorCode.UnknownTopicId, null, id, null);
        }

        if (topics.Find(name) is { } known)
        {
            return new Answer(ErrorCode.None, name, known.Id, known);
        }

        if (!TopicNames.IsValid(name))
        {
            return new Answer(ErrorCode.InvalidTopic, name, Guid.Empty, null);
        }

        if (!create)
        {
            return new Answer(ErrorCode.UnknownTopicOrPartition, name, Guid.Empty, null);
        }

        // Another connection may create it in between: whoever did, it is there now.
        topics.Create(new TopicSpec(name, -1, -1, []));
        return topics.Find(name) is { } created
            ? new Answer(ErrorCode.None, name, created.Id, created)
            : new Answer(ErrorCode.UnknownTopicOrPartition, name, Guid.Empty, null);
    }

    private readonly record struct Answer(ErrorCode Error, string? Name, Guid Id, Topic? Topic);
}
