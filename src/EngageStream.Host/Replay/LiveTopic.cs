using Confluent.Kafka;
using EngageStream.Host.Cli;

namespace EngageStream.Host.Replay;

/// <summary>The events topic of a live engine, which the engine creates: it stamps records with the broker's clock.</summary>
public static class LiveTopic
{
    /// <summary>Requires it.</summary>
    /// <returns>Its number of partitions.</returns>
    /// <exception cref="CommandException">Kafka does not answer, or the topic is missing or keeps the producer's timestamps.</exception>
    public static Task<int> RequireAsync(ReplayTopic topic) => TopicAdmin.UseAsync(topic, async admin =>
    {
        // Of all topics: to ask for one by name would have the broker create it, and not as a live engine needs it.
        TopicMetadata? found = admin.GetMetadata(TopicAdmin.Patience).Topics.Find(t => t.Topic == topic.Name);
        if (found is null || !await TopicAdmin.IsAppendTimeAsync(admin, topic.Name).ConfigureAwait(false))
        {
            throw new CommandException(
                ExitCode.Invalid,
                $"topic {topic.Name} {(found is null ? "does not exist" : "keeps the producer's timestamps")}: --live needs the topic "
                + "of a live engine; start the engine first, or leave --live out");
        }

        return found.Partitions.Count;
    });
}
