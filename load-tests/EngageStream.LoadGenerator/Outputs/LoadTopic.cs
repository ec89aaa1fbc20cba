using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;
using EngageStream.Host.Replay;

namespace EngageStream.LoadGenerator.Outputs;

/// <summary>Makes sure that the input topic of a live engine exists, stamped by the broker.</summary>
public static class LoadTopic
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Creates the topic where it is missing.</summary>
    /// <returns>Its number of partitions.</returns>
    /// <exception cref="CommandException">Kafka does not answer.</exception>
    public static async Task<int> EnsureAsync(ReplayTopic topic)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = topic.BootstrapServers })
            .SetLogHandler(static (_, _) => { })
            .Build();
        var wanted = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            Configs = new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" },
        };
        try
        {
            await admin.CreateTopicsAsync([wanted], new CreateTopicsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        }
        catch (CreateTopicsException fault) when (fault.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // The engine was here first.
        }
        catch (KafkaException fault)
        {
            throw new CommandException(ExitCode.KafkaUnavailable,
                $"Kafka at {topic.BootstrapServers} cannot be used: {fault.Error.Reason}");
        }

        return admin.GetMetadata(topic.Name, Patience).Topics[0].Partitions.Count;
    }
}
