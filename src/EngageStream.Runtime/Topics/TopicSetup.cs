using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Topics;

/// <summary>Creates the topics that are missing and refuses those that cannot work.</summary>
public sealed class TopicSetup(IAdminClient admin, EngineOptions options, EngagementModel model, ILogger logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Partitions per existing topic, by name.</summary>
    private Dictionary<string, int> _existing = [];

    /// <summary>Makes every topic exist.</summary>
    /// <returns>The number of partitions of the events topic.</returns>
    /// <exception cref="EngineRefusedException">Topics exist that do not fit the configuration or each other.</exception>
    /// <exception cref="KafkaException">Kafka did not answer or did not permit it.</exception>
    public async Task<int> EnsureAsync()
    {
        var names = new TopicNames(options.Topics.Prefix);
        _existing = ReadExisting();
        int partitions = EventPartitions(names);
        await RefuseForeignTimestampsAsync(names.Events);
        await CreateMissingAsync(TopicPlan.For(options, model, partitions));
        return partitions;
    }

    private Dictionary<string, int> ReadExisting() =>
        admin.GetMetadata(RequestTimeout).Topics
            .Where(topic => !topic.Error.IsError)
            .ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);

    private int EventPartitions(TopicNames names)
    {
        bool hasState = _existing.TryGetValue(names.State, out int state);
        if (!_existing.TryGetValue(names.Events, out int events))
        {
            // State without events: whoever deletes the input topic must get it back with as many partitions.
            return hasState ? state : options.Topics.Partitions;
        }

        return !hasState || state == events
            ? events
            : throw new EngineRefusedException(
                $"{names.Events} has {events} partitions, but the state in {names.State} was kept for {state}: people would be looked for " +
                "in the wrong partition. Run `engagestream repartition` to move the state, or restore the former number of partitions.");
    }

    private async Task RefuseForeignTimestampsAsync(string events)
    {
        if (options.Mode != EngineMode.Live || !_existing.ContainsKey(events))
        {
            return;
        }

        var resource = new ConfigResource { Type = ResourceType.Topic, Name = events };
        List<DescribeConfigsResult> answer = await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = RequestTimeout });
        string type = answer[0].Entries.TryGetValue(TimestampType.Key, out ConfigEntryResult? entry) ? entry.Value : TimestampType.Create;
        if (type != TimestampType.LogAppend)
        {
            throw new EngineRefusedException(
                $"{events} has {TimestampType.Key}={type}: a live engine takes its clock from the broker's, so that no producer's clock can move it. Run " +
                $"`kafka-configs.sh --bootstrap-server … --alter --entity-type topics --entity-name {events} --add-config {TimestampType.Key}={TimestampType.LogAppend}`, " +
                "or set mode=replay if this is history.");
        }
    }

    private async Task CreateMissingAsync(IReadOnlyList<TopicSpecification> plan)
    {
        List<TopicSpecification> missing = [.. plan.Where(topic => !_existing.ContainsKey(topic.Name))];
        if (missing.Count == 0)
        {
            return;
        }

        try
        {
            await admin.CreateTopicsAsync(missing, new CreateTopicsOptions { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout });
        }
        catch (CreateTopicsException failed) when (failed.Results.All(IsThereNow))
        {
            // Another engine of the application was faster.
        }
        catch (CreateTopicsException failed) when (failed.Results.FirstOrDefault(IsRefused) is { } report)
        {
            throw new EngineRefusedException(
                $"Kafka refuses to create {report.Topic}: {report.Error.Reason}. Create the topics yourself, or change topics.partitions or topics.replication.factor.", failed);
        }

        foreach (TopicSpecification topic in missing)
        {
            Log.TopicCreated(logger, topic.Name, topic.NumPartitions);
        }
    }

    private static bool IsRefused(CreateTopicReport report) => report.Error.Code
        is ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions or ErrorCode.InvalidConfig or ErrorCode.PolicyViolation or ErrorCode.TopicException;

    private static bool IsThereNow(CreateTopicReport report) => report.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists;
}
