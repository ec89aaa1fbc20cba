using System.Globalization;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>A setting as an answer shows it.</summary>
internal readonly record struct DescribedConfig(
    string Name, string Value, bool ReadOnly, ConfigSource Source, ConfigType Type, string Documentation)
{
    public static DescribedConfig Of(Topic topic, ConfigDefinition definition)
    {
        (string value, ConfigSource source) = topic.Config(definition);
        return new DescribedConfig(definition.Name, value, false, source, definition.Type, definition.Documentation);
    }

    /// <summary>The broker's own settings, under the names that Kafka gives them.</summary>
    public static IEnumerable<DescribedConfig> Of(BrokerOptions options) =>
    [
        Fixed("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", ConfigType.Boolean, "Whether asking for a topic creates it."),
        Fixed("log.segment.bytes", Text(options.SegmentBytes), ConfigType.Int, "Default of segment.bytes."),
        Fixed("num.partitions", Text(options.DefaultPartitions), ConfigType.Int, "Partitions of a topic created automatically."),
        Fixed("socket.request.max.bytes", Text(options.MaxRequestBytes), ConfigType.Int, "Largest request in bytes."),
    ];

    public void Write(ProtocolWriter writer, short version, bool synonyms, bool documentation)
    {
        writer.String(Name);
        writer.String(Value);
        writer.Bool(ReadOnly);
        if (version == 0)
        {
            writer.Bool(Source == ConfigSource.Default);
        }
        else
        {
            writer.Int8((sbyte)Source);
        }

        writer.Bool(false);
        if (version >= 1)
        {
            WriteSynonyms(writer, synonyms);
        }

        if (version >= 3)
        {
            writer.Int8((sbyte)Type);
            writer.String(documentation ? Documentation : null);
        }

        writer.Tags();
    }

    private void WriteSynonyms(ProtocolWriter writer, bool wanted)
    {
        writer.ArrayLength(wanted ? 1 : 0);
        if (wanted)
        {
            writer.String(Name);
            writer.String(Value);
            writer.Int8((sbyte)Source);
            writer.Tags();
        }
    }

    private static DescribedConfig Fixed(string name, string value, ConfigType type, string documentation) =>
        new(name, value, true, ConfigSource.StaticBroker, type, documentation);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
