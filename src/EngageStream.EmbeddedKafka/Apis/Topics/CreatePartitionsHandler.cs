using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>CreatePartitions (37): more partitions for a topic; never fewer.</summary>
internal sealed class CreatePartitionsHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.CreatePartitions, 0, 3, 2))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        var asked = new List<(string Name, int Count, bool Assigned)>();
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            asked.Add(ReadTopic(reader));
        }

        reader.Int32();
        bool validateOnly = reader.Bool();
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.ArrayLength(asked.Count);
        foreach ((string name, int count, bool assigned) in asked)
        {
            (ErrorCode error, string? reason) = assigned
                ? (ErrorCode.InvalidReplicaAssignment, "there is one broker: leave the assignment out")
                : topics.Extend(name, count, validateOnly);
            writer.String(name);
            writer.Error(error);
            writer.String(reason);
            writer.Tags();
        }

        writer.Tags();
    }

    private static (string Name, int Count, bool Assigned) ReadTopic(ProtocolReader reader)
    {
        string name = reader.String();
        int count = reader.Int32();
        int assignments = Math.Max(0, reader.ArrayLength());
        for (int a = 0; a < assignments; a++)
        {
            for (int b = reader.ArrayLength(); b > 0; b--)
            {
                reader.Int32();
            }

            reader.Tags();
        }

        reader.Tags();
        return (name, count, assignments > 0);
    }
}
