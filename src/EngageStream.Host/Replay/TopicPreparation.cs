using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Host.Replay;

/// <summary>Makes sure that a topic exists and keeps the producer's timestamps, as a replay needs.</summary>
public static class TopicPreparation
{
    private const string TimestampType = "message.timestamp.type";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Creates the topic where it is missing.</summary>
    /// <returns>Its number of partitions.</returns>
    /// <exception cref="CommandException">Kafka does not answer, or the topic stamps records with its own clock.</exception>
    public static async Task<int> EnsureAsync(ReplayTopic topic)
    {
        Error? denial = null;
        var config = new AdminClientConfig(new Dictionary<string, string>(topic.Kafka)) { BootstrapServers = topic.BootstrapServers };
        using IAdminClient admin = KafkaFaults.Build(
            topic.Kafka,
            () => new AdminClientBuilder(config)
                .SetLogHandler(static (_, _) => { })
                .SetErrorHandler((_, error) => denial = KafkaFaults.Denial(error) ?? denial)
                .Build());
        try
        {
            FirstContact.Await(admin, Patience, () => denial);
            await CreateAsync(admin, topic).ConfigureAwait(false);
            await RequireCreateTimeAsync(admin, topic).ConfigureAwait(false);
            return admin.GetMetadata(topic.Name, Patience).Topics[0].Partitions.Count;
        }
        catch (KafkaException fault)
        {
            throw new CommandException(ExitCode.KafkaUnavailable,
                $"Kafka at {topic.BootstrapServers} cannot be used: {(denial ?? fault.Error).Reason}");
        }
    }

    private static async Task CreateAsync(IAdminClient admin, ReplayTopic topic)
    {
        var wanted = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            // Without unlimited retention Kafka would delete old timestamps as they come in.
            Configs = new Dictionary<string, string> { [TimestampType] = "CreateTime", ["retention.ms"] = "-1" },
        };
        try
        {
            await admin.CreateTopicsAsync([wanted], new CreateTopicsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        }
        catch (CreateTopicsException fault) when (fault.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // What is wanted: the engine, or an earlier import, was here first.
        }
    }

    private static async Task RequireCreateTimeAsync(IAdminClient admin, ReplayTopic topic)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic.Name };
        List<DescribeConfigsResult> described = await admin
            .DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        if (described[0].Entries.TryGetValue(TimestampType, out ConfigEntryResult? entry) && entry.Value == "LogAppendTime")
        {
            throw new CommandException(
                ExitCode.Invalid,
                $"topic {topic.Name} stamps records with the broker's clock ({TimestampType}=LogAppendTime), as a live engine needs it; "
                + "history goes to a topic of its own (--topic) that an engine in replay mode reads");
        }
    }
}
