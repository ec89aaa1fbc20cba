using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Host.Replay;

/// <summary>The events topic of a live engine, which the engine creates: it stamps records with the broker's clock.</summary>
public static class LiveTopic
{
    private const string TimestampType = "message.timestamp.type";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Requires it.</summary>
    /// <returns>Its number of partitions.</returns>
    /// <exception cref="CommandException">Kafka does not answer, or the topic is missing or keeps the producer's timestamps.</exception>
    public static async Task<int> RequireAsync(ReplayTopic topic)
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
            // Of all topics: to ask for one by name would have the broker create it, and not as a live engine needs it.
            TopicMetadata? found = admin.GetMetadata(Patience).Topics.Find(t => t.Topic == topic.Name);
            if (found is null || !await IsAppendTimeAsync(admin, topic.Name).ConfigureAwait(false))
            {
                throw new CommandException(
                    ExitCode.Invalid,
                    $"topic {topic.Name} {(found is null ? "does not exist" : "keeps the producer's timestamps")}: --live needs the topic "
                    + "of a live engine; start the engine first, or leave --live out");
            }

            return found.Partitions.Count;
        }
        catch (KafkaException fault)
        {
            throw new CommandException(ExitCode.KafkaUnavailable, $"Kafka at {topic.BootstrapServers} cannot be used: {(denial ?? fault.Error).Reason}");
        }
    }

    private static async Task<bool> IsAppendTimeAsync(IAdminClient admin, string topic)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        List<DescribeConfigsResult> described = await admin
            .DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        return described[0].Entries.TryGetValue(TimestampType, out ConfigEntryResult? entry) && entry.Value == "LogAppendTime";
    }
}
