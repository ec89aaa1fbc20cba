using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>IncrementalAlterConfigs (44): of topics; the broker's own settings are given when it starts.</summary>
internal sealed class IncrementalAlterConfigsHandler(TopicCatalog topics)
    : ImmediateApiHandler(new(ApiKey.IncrementalAlterConfigs, 0, 1, 1))
{
    private const sbyte TopicResource = 2;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        var asked = new List<(sbyte Type, string Name, List<ConfigChange> Changes)>();
        for (int r = reader.ArrayLength(); r > 0; r--)
        {
            asked.Add((reader.Int8(), reader.String(), ReadChanges(reader)));
            reader.Tags();
        }

        bool validateOnly = reader.Bool();
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.ArrayLength(asked.Count);
        foreach ((sbyte type, string name, List<ConfigChange> changes) in asked)
        {
            (ErrorCode error, string? reason) = type == TopicResource
                ? topics.Alter(name, configs => Apply(changes, configs), validateOnly)
                : (ErrorCode.InvalidRequest, $"settings of resources of type {type} cannot be altered here");
            writer.Error(error);
            writer.String(reason);
            writer.Int8(type);
            writer.String(name);
            writer.Tags();
        }

        writer.Tags();
    }

    private static List<ConfigChange> ReadChanges(ProtocolReader reader)
    {
        var changes = new List<ConfigChange>();
        for (int c = reader.ArrayLength(); c > 0; c--)
        {
            changes.Add(new ConfigChange(reader.String(), reader.Int8(), reader.NullableString()));
            reader.Tags();
        }

        return changes;
    }

    private string? Apply(List<ConfigChange> changes, SortedDictionary<string, string> configs) =>
        changes.Select(c => c.Apply(configs, topics.Definitions)).FirstOrDefault(reason => reason is not null);
}
