using System.Globalization;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>The topic settings that this broker takes. All are kept and described; <see cref="TopicSettings"/> acts on most.</summary>
internal sealed class ConfigDefinitions
{
    public const string SegmentBytes = "segment.bytes";
    public const string MaxMessageBytes = "max.message.bytes";
    public const string TimestampType = "message.timestamp.type";
    public const string LogAppendTime = "LogAppendTime";
    public const string CleanupPolicy = "cleanup.policy";
    public const string Delete = "delete";
    public const string Compact = "compact";
    public const string DeleteRetentionMs = "delete.retention.ms";
    public const string MaxCompactionLagMs = "max.compaction.lag.ms";
    public const string MinCleanableDirtyRatio = "min.cleanable.dirty.ratio";
    public const string MinCompactionLagMs = "min.compaction.lag.ms";
    public const string RetentionBytes = "retention.bytes";
    public const string RetentionMs = "retention.ms";
    public const string SegmentMs = "segment.ms";

    private readonly Dictionary<string, ConfigDefinition> _byName;

    public ConfigDefinitions(int defaultSegmentBytes)
    {
        ConfigDefinition[] all =
        [
            new(CleanupPolicy, ConfigType.List, Delete, "What happens to old data: delete, compact, or both.")
            {
                Words = [Delete, Compact],
            },
            new("compression.type", ConfigType.String, "producer", "Batches are kept as the producer compressed them.")
            {
                Words = ["producer"],
            },
            new(DeleteRetentionMs, ConfigType.Long, "86400000", "How long tombstones of a compacted topic stay.") { Range = (0, long.MaxValue) },
            new(MaxMessageBytes, ConfigType.Int, "1048588", "Largest record batch in bytes.") { Range = (0, int.MaxValue) },
            new(MaxCompactionLagMs, ConfigType.Long, long.MaxValue.ToString(CultureInfo.InvariantCulture), "Longest time before compaction.")
            {
                Range = (1, long.MaxValue),
            },
            new(TimestampType, ConfigType.String, "CreateTime", "Whose time records carry: the producer's or the broker's.")
            {
                Words = ["CreateTime", LogAppendTime],
            },
            new(MinCleanableDirtyRatio, ConfigType.Double, "0.5", "Share of a log to be dirty before it is compacted."),
            new(MinCompactionLagMs, ConfigType.Long, "0", "Shortest time before compaction.") { Range = (0, long.MaxValue) },
            new("min.insync.replicas", ConfigType.Int, "1", "Replicas that acks=all waits for; there is one.") { Range = (1, 1) },
            new(RetentionBytes, ConfigType.Long, "-1", "Size of a partition beyond which old segments are deleted; -1: none."),
            new(RetentionMs, ConfigType.Long, "604800000", "Age beyond which old segments are deleted; -1: none."),
            new(SegmentBytes, ConfigType.Int, defaultSegmentBytes.ToString(CultureInfo.InvariantCulture), "Size of a segment file.")
            {
                Range = (14, int.MaxValue),
            },
            new(SegmentMs, ConfigType.Long, "604800000", "Age beyond which a segment is closed.") { Range = (1, long.MaxValue) },
        ];
        _byName = all.ToDictionary(d => d.Name, StringComparer.Ordinal);
    }

    public IEnumerable<ConfigDefinition> All => _byName.Values;

    public string DefaultOf(string name) => _byName[name].Default;

    public ConfigDefinition? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Null when the setting exists and takes the value, else what is wrong.</summary>
    public string? Check(string name, string? value) =>
        _byName.TryGetValue(name, out ConfigDefinition? definition) ? definition.Check(value) : $"Unknown topic config name: {name}";
}
