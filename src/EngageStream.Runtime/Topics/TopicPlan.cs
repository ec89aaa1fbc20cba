using Confluent.Kafka.Admin;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Topics;

/// <summary>The topics that an engine needs and how it creates them.</summary>
public static class TopicPlan
{
    private const string Unlimited = "-1";

    /// <summary>
    /// Room for the largest dead letter (an input value of up to a megabyte with its headers) and for a batch of the state log.
    /// </summary>
    private const string MaxMessageBytes = "2097152";

    /// <summary>Specifications of every topic. State has as many partitions as the events topic, now and for ever.</summary>
    public static IReadOnlyList<TopicSpecification> For(EngineOptions options, EngagementModel model, int eventPartitions)
    {
        var names = new TopicNames(options.Topics.Prefix);
        Dictionary<string, string> events = options.Mode == EngineMode.Live
            ? new() { [TimestampType.Key] = TimestampType.LogAppend }
            // History carries old timestamps: with the usual retention Kafka would delete it as it comes in.
            : new() { [TimestampType.Key] = TimestampType.Create, ["retention.ms"] = Unlimited };
        return
        [
            Topic(options, names.Events, eventPartitions, events),
            Topic(options, names.State, eventPartitions, new()
            {
                ["cleanup.policy"] = "delete",
                ["retention.ms"] = Unlimited,
                ["retention.bytes"] = Unlimited,
                ["max.message.bytes"] = MaxMessageBytes,
            }),
            Topic(options, names.Profiles, eventPartitions, new() { ["cleanup.policy"] = "compact" }),
            Topic(options, names.Transitions, eventPartitions, []),
            Topic(options, names.Decisions, eventPartitions, []),
            Topic(options, names.DeadLetters, eventPartitions, new() { ["max.message.bytes"] = MaxMessageBytes }),
            Audit(options),
            Topic(options, names.Nodes, 1, Nodes()),
            .. TopicNames.ChannelsOf(model).Select(channel => Topic(options, names.Triggers(channel), eventPartitions, [])),
        ];
    }

    /// <summary>The audit trail: kept for ever, in one partition, so that it has one order.</summary>
    public static TopicSpecification Audit(EngineOptions options) => Topic(options, new TopicNames(options.Topics.Prefix).Audit, 1, new()
    {
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = Unlimited,
        ["retention.bytes"] = Unlimited,
    });

    // An announcement every few seconds supersedes the last: small segments, compacted early, keep what a start has to read short.
    private static Dictionary<string, string> Nodes() => new()
    {
        ["cleanup.policy"] = "compact",
        [TimestampType.Key] = TimestampType.LogAppend,
        ["segment.bytes"] = "16777216",
        ["segment.ms"] = "600000",
        ["min.cleanable.dirty.ratio"] = "0.1",
        ["delete.retention.ms"] = "600000",
    };

    private static TopicSpecification Topic(EngineOptions options, string name, int partitions, Dictionary<string, string> configs) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = options.Topics.ReplicationFactor,
        Configs = configs,
    };
}
