using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>CreateTopics (19).</summary>
internal sealed class CreateTopicsHandler(TopicCatalog topics) : ImmediateApiHandler(new(ApiKey.CreateTopics, 0, 7, 5))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        var asked = new List<(TopicSpec Spec, string? Problem)>();
        for (int t = reader.ArrayLength(); t > 0; t--)
        {
            asked.Add(ReadTopic(reader));
        }

        reader.Int32();
        bool validateOnly = context.Version >= 1 && reader.Bool();
        HashSet<string> twice = [.. asked.GroupBy(a => a.Spec.Name).Where(g => g.Count() > 1).Select(g => g.Key)];

        ProtocolWriter writer = context.Writer;
        if (context.Version >= 2)
        {
            writer.Int32(0);
        }

        writer.ArrayLength(asked.Count);
        foreach ((TopicSpec spec, string? problem) in asked)
        {
            (ErrorCode Error, string? Reason, Topic? Topic) outcome =
                twice.Contains(spec.Name) ? (ErrorCode.InvalidRequest, "the topic is named twice", null)
                : problem is not null ? (ErrorCode.InvalidReplicaAssignment, problem, null)
                : topics.Create(spec, validateOnly);
            Write(writer, context.Version, spec.Name, outcome);
        }

        writer.Tags();
    }

    private static (TopicSpec Spec, string? Problem) ReadTopic(ProtocolReader reader)
    {
        string name = reader.String();
        int partitions = reader.Int32();
        short replication = reader.Int16();
        int assignments = Math.Max(0, reader.ArrayLength());
        for (int a = 0; a < assignments; a++)
        {
            reader.Int32();
            for (int b = reader.ArrayLength(); b > 0; b--)
            {
                reader.Int32();
            }

            reader.Tags();
        }

        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int c = reader.ArrayLength(); c > 0; c--)
        {
            string key = reader.String();

            // A null value asks for the default, which is what a setting that is not given has.
            if (reader.NullableString() is { } value)
            {
                configs[key] = value;
            }

            reader.Tags();
        }

        reader.Tags();
        string? problem = assignments > 0 ? "there is one broker: give a number of partitions instead of an assignment" : null;
        return (new TopicSpec(name, partitions, replication, configs), problem);
    }

    private void Write(ProtocolWriter writer, short version, string name, (ErrorCode Error, string? Reason, Topic? Topic) outcome)
    {
        writer.String(name);
        if (version >= 7)
        {
            writer.Uuid(outcome.Topic?.Id ?? Guid.Empty);
        }

        writer.Error(outcome.Error);
        if (version >= 1)
        {
            writer.String(outcome.Reason);
        }

        if (version >= 5)
        {
            writer.Int32(outcome.Topic?.Partitions.Length ?? -1);
            writer.Int16(outcome.Topic is null ? (short)-1 : (short)1);
            WriteConfigs(writer, outcome.Topic);
        }

        writer.Tags();
    }

    private void WriteConfigs(ProtocolWriter writer, Topic? topic)
    {
        ConfigDefinition[] definitions = topic is null ? [] : [.. topics.Definitions.All];
        writer.ArrayLength(definitions.Length);
        foreach (ConfigDefinition definition in definitions)
        {
            (string value, ConfigSource source) = topic!.Config(definition);
            writer.String(definition.Name);
            writer.String(value);
            writer.Bool(false);
            writer.Int8((sbyte)source);
            writer.Bool(false);
            writer.Tags();
        }
    }
}
