using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Runtime.Streams;

/// <summary>Asks for the ends of partitions, in one request and for no longer than it says.</summary>
internal static class OffsetQuery
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Offsets in the order of the partitions. Read-uncommitted, so that the latest is the high watermark: an open
    /// transaction is unread input, too, and state that is about to become visible.
    /// </summary>
    /// <exception cref="KafkaException">Kafka did not answer, or did not say.</exception>
    public static async Task<long[]> AskAsync(IAdminClient admin, IReadOnlyList<TopicPartition> partitions, OffsetSpec spec)
    {
        Task<ListOffsetsResult> asking = admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = Timeout, IsolationLevel = IsolationLevel.ReadUncommitted });
        try
        {
            // The client does not keep its own timeout while it has no connection to the leader.
            ListOffsetsResult answer = await asking.WaitAsync(Timeout).ConfigureAwait(false);
            Dictionary<TopicPartition, long> offsets = answer.ResultInfos.ToDictionary(
                info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
            return [.. partitions.Select(partition => offsets[partition])];
        }
        catch (TimeoutException)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"no answer within {Timeout.TotalSeconds} s"));
        }
    }
}
