using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Host.Replay;

/// <summary>A look at, or a change of, a topic that events are written to.</summary>
internal static class TopicAdmin
{
    /// <summary>How long each request may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string TimestampType = "message.timestamp.type";

    /// <summary>Whose clock stamps records: the producer's.</summary>
    public static Dictionary<string, string> KeepsTimestamps => new() { [TimestampType] = "CreateTime" };

    /// <summary>Connects, and uses the connection.</summary>
    /// <exception cref="CommandException">Kafka does not answer, or does not let the client in.</exception>
    public static async Task<T> UseAsync<T>(ReplayTopic topic, Func<IAdminClient, Task<T>> use)
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
            return await use(admin).ConfigureAwait(false);
        }
        catch (KafkaException fault)
        {
            throw new CommandException(
                ExitCode.KafkaUnavailable, $"Kafka at {topic.BootstrapServers} cannot be used: {(denial ?? fault.Error).Reason}");
        }
    }

    /// <summary>Whether the broker stamps the topic's records with its own clock.</summary>
    public static async Task<bool> IsAppendTimeAsync(IAdminClient admin, string topic)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        List<DescribeConfigsResult> described = await admin
            .DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        return described[0].Entries.TryGetValue(TimestampType, out ConfigEntryResult? entry) && entry.Value == "LogAppendTime";
    }
}
