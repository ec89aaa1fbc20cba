using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Deletes what a test made in a cluster that it shares with others.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Deletes the topics and the groups whose names start with the prefix. A group whose members have not left yet is kept:
    /// its offsets are gone with its topics, and Kafka drops it when it is empty.
    /// </summary>
    public static async Task DeleteAsync(string servers, string prefix)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers })
            .SetLogHandler(static (_, _) => { }).Build();
        List<string> topics = admin.GetMetadata(Patience).Topics.Select(t => t.Topic)
            .Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (topics.Count > 0)
        {
            await IgnoringAsync<DeleteTopicsException>(admin.DeleteTopicsAsync(topics));
        }

        ListConsumerGroupsResult groups = await admin.ListConsumerGroupsAsync();
        List<string> ours = groups.Valid.Select(g => g.GroupId).Where(g => g.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (ours.Count > 0)
        {
            await IgnoringAsync<DeleteGroupsException>(admin.DeleteGroupsAsync(ours));
        }
    }

    // Someone else was quicker, or a member is still there.
    private static async Task IgnoringAsync<T>(Task deletion)
        where T : KafkaException
    {
        try
        {
            await deletion;
        }
        catch (T)
        {
        }
    }
}
