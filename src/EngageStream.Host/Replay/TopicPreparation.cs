using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;

namespace EngageStream.Host.Replay;

/// <summary>Makes sure that a topic exists and keeps the producer's timestamps, as a replay needs.</summary>
public static class TopicPreparation
{
    /// <summary>Creates the topic where it is missing.</summary>
    /// <returns>Its number of partitions.</returns>
    /// <exception cref="CommandException">Kafka does not answer, or the topic stamps records with its own clock.</exception>
    public static Task<int> EnsureAsync(ReplayTopic topic) => TopicAdmin.UseAsync(topic, async admin =>
    {
        await CreateAsync(admin, topic).ConfigureAwait(false);
        if (await TopicAdmin.IsAppendTimeAsync(admin, topic.Name).ConfigureAwait(false))
        {
            throw new CommandException(
                ExitCode.Invalid,
                $"topic {topic.Name} stamps records with the broker's clock (message.timestamp.type=LogAppendTime), as a live engine needs "
                + "it; history goes to a topic of its own (--topic) that an engine in replay mode reads");
        }

        return admin.GetMetadata(topic.Name, TopicAdmin.Patience).Topics[0].Partitions.Count;
    });

    private static async Task CreateAsync(IAdminClient admin, ReplayTopic topic)
    {
        var wanted = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            // Without unlimited retention Kafka would delete old timestamps as they come in.
            Configs = new Dictionary<string, string>(TopicAdmin.KeepsTimestamps) { ["retention.ms"] = "-1" },
        };
        try
        {
            await admin.CreateTopicsAsync([wanted], new CreateTopicsOptions { RequestTimeout = TopicAdmin.Patience }).ConfigureAwait(false);
        }
        catch (CreateTopicsException fault) when (fault.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // What is wanted: the engine, or an earlier import, was here first.
        }
    }
}
