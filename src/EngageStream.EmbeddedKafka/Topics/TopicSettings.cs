using System.Globalization;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>Makes a topic's settings into what its logs act on.</summary>
internal static class TopicSettings
{
    public static LogSettings For(IReadOnlyDictionary<string, string> configs, ConfigDefinitions definitions, BrokerOptions options)
    {
        string Value(string key) => configs.GetValueOrDefault(key) ?? definitions.DefaultOf(key);
        long Number(string key) => long.Parse(Value(key), CultureInfo.InvariantCulture);
        string[] policies = Value(ConfigDefinitions.CleanupPolicy).Split(',', StringSplitOptions.TrimEntries);
        return new LogSettings
        {
            SegmentBytes = (int)Number(ConfigDefinitions.SegmentBytes),
            SegmentMs = Number(ConfigDefinitions.SegmentMs),
            MaxBatchBytes = (int)Number(ConfigDefinitions.MaxMessageBytes),
            LogAppendTime = Value(ConfigDefinitions.TimestampType) == ConfigDefinitions.LogAppendTime,
            Delete = policies.Contains(ConfigDefinitions.Delete),
            RetentionMs = Number(ConfigDefinitions.RetentionMs),
            RetentionBytes = Number(ConfigDefinitions.RetentionBytes),
            Compact = policies.Contains(ConfigDefinitions.Compact),
            MinCleanableDirtyRatio = double.Parse(Value(ConfigDefinitions.MinCleanableDirtyRatio), CultureInfo.InvariantCulture),
            MinCompactionLagMs = Number(ConfigDefinitions.MinCompactionLagMs),
            MaxCompactionLagMs = Number(ConfigDefinitions.MaxCompactionLagMs),
            DeleteRetentionMs = Number(ConfigDefinitions.DeleteRetentionMs),
            Flush = options.Flush,
            ProducerExpiration = options.ProducerExpiration,
            TimeProvider = options.TimeProvider,
        };
    }
}
