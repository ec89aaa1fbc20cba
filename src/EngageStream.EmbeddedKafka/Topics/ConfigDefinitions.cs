using System.Globalization;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>
/// The topic settings that this broker takes. All are kept and described; acted on so far are <c>segment.bytes</c>,
/// <c>max.message.bytes</c> and <c>message.timestamp.type</c>.
/// </summary>
internal sealed class ConfigDefinitions
{
    public const string SegmentBytes = "segment.bytes";
    public const string MaxMessageBytes = "max.message.bytes";
    public const string TimestampType = "message.timestamp.type";
    public const string LogAppendTime = "LogAppendTime";

    private readonly Dictionary<string, ConfigDefinition> _byName;

    public ConfigDefinitions(int defaultSegmentBytes)
    {
        ConfigDefinition[] all =
        [
            new("cleanup.policy", ConfigType.List, "delete", "What happens to old data: delete, compact, or both.")
            {
                Words = ["delete", "compact"],
            },
            new("compression.type", ConfigType.String, "producer", "Batches are kept as the producer compressed them.")
            {
                Words = ["producer"],
            },
            new("delete.retention.ms", ConfigType.Long, "86400000", "How long tombstones of a compacted topic stay.") { Range = (0, long.MaxValue) },
            new(MaxMessageBytes, ConfigType.Int, "1048588", "Largest record batch in bytes.") { Range = (0, int.MaxValue) },
            new("max.compaction.lag.ms", ConfigType.Long, long.MaxValue.ToString(CultureInfo.InvariantCulture), "Longest time before compaction.")
            {
                Range = (1, long.MaxValue),
            },
            new(TimestampType, ConfigType.String, "CreateTime", "Whose time records carry: the producer's or the broker's.")
            {
                Words = ["CreateTime", LogAppendTime],
            },
            new("min.cleanable.dirty.ratio", ConfigType.Double, "0.5", "Share of a log to be dirty before it is compacted."),
            new("min.compaction.lag.ms", ConfigType.Long, "0", "Shortest time before compaction.") { Range = (0, long.MaxValue) },
            new("min.insync.replicas", ConfigType.Int, "1", "Replicas that acks=all waits for; there is one.") { Range = (1, 1) },
            new("retention.bytes", ConfigType.Long, "-1", "Size of a partition beyond which old segments are deleted; -1: none."),
            new("retention.ms", ConfigType.Long, "604800000", "Age beyond which old segments are deleted; -1: none."),
            new(SegmentBytes, ConfigType.Int, defaultSegmentBytes.ToString(CultureInfo.InvariantCulture), "Size of a segment file.")
            {
                Range = (14, int.MaxValue),
            },
            new("segment.ms", ConfigType.Long, "604800000", "Age beyond which a segment is closed.") { Range = (1, long.MaxValue) },
        ];
        _byName = all.ToDictionary(d => d.Name, StringComparer.Ordinal);
    }

    public IEnumerable<ConfigDefinition> All => _byName.Values;

    public string DefaultOf(string name) => _byName[name].Default;

    /// <summary>Null when the setting exists and takes the value, else what is wrong.</summary>
    public string? Check(string name, string? value) =>
        _byName.TryGetValue(name, out ConfigDefinition? definition) ? definition.Check(value) : $"Unknown topic config name: {name}";
}
