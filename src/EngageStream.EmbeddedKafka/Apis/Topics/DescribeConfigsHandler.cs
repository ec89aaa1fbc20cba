using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>DescribeConfigs (32): the settings of topics, and the few of the broker that clients look at.</summary>
internal sealed class DescribeConfigsHandler(TopicCatalog topics, BrokerOptions options) : ImmediateApiHandler(new(ApiKey.DescribeConfigs, 0, 4, 4))
{
    private const sbyte TopicResource = 2;
    private const sbyte BrokerResource = 4;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        var asked = new List<(sbyte Type, string Name, HashSet<string>? Keys)>();
        for (int r = reader.ArrayLength(); r > 0; r--)
        {
            sbyte type = reader.Int8();
            string name = reader.String();
            asked.Add((type, name, ReadKeys(reader)));
            reader.Tags();
        }

        bool synonyms = context.Version >= 1 && reader.Bool();
        bool documentation = context.Version >= 3 && reader.Bool();
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.ArrayLength(asked.Count);
        foreach ((sbyte type, string name, HashSet<string>? keys) in asked)
        {
            (ErrorCode error, string? reason, IEnumerable<DescribedConfig> configs) = Describe(type, name);
            writer.Error(error);
            writer.String(reason);
            writer.Int8(type);
            writer.String(name);
            DescribedConfig[] chosen = [.. configs.Where(c => keys is null || keys.Contains(c.Name))];
            writer.ArrayLength(chosen.Length);
            foreach (DescribedConfig config in chosen)
            {
                config.Write(writer, context.Version, synonyms, documentation);
            }

            writer.Tags();
        }

        writer.Tags();
    }

    private static HashSet<string>? ReadKeys(ProtocolReader reader)
    {
        int count = reader.ArrayLength();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (int k = 0; k < count; k++)
        {
            keys.Add(reader.String());
        }

        // Null asks for all settings; so does an empty list, which older clients send.
        return keys.Count == 0 ? null : keys;
    }

    private (ErrorCode Error, string? Reason, IEnumerable<DescribedConfig> Configs) Describe(sbyte type, string name) => type switch
    {
        TopicResource when topics.Find(name) is { } topic => (ErrorCode.None, null, topics.Definitions.All.Select(d => DescribedConfig.Of(topic, d))),
        TopicResource => (ErrorCode.UnknownTopicOrPartition, $"there is no topic '{name}'", []),
        BrokerResource => (ErrorCode.None, null, DescribedConfig.Of(options)),
        _ => (ErrorCode.InvalidRequest, $"resources of type {type} have no settings here", []),
    };
}
