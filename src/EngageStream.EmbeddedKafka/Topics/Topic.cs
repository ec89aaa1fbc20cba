using System.Globalization;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>A topic: its identity, the settings given to it, and the logs of its partitions.</summary>
internal sealed record Topic(string Name, Guid Id, IReadOnlyDictionary<string, string> Configs, PartitionLog[] Partitions)
{
    public PartitionLog? Partition(int index) => (uint)index < (uint)Partitions.Length ? Partitions[index] : null;

    /// <summary>Value of a setting and whether the topic itself gives it.</summary>
    public (string Value, ConfigSource Source) Config(ConfigDefinition definition) =>
        Configs.TryGetValue(definition.Name, out string? value) ? (value, ConfigSource.Topic) : (definition.Default, ConfigSource.Default);

    public static string PartitionDirectory(string topicDirectory, int partition) =>
        Path.Combine(topicDirectory, partition.ToString(CultureInfo.InvariantCulture));
}
