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
            return OffsetsOf(await asking.WaitAsync(Timeout).ConfigureAwait(false), partitions);
        }
        catch (TimeoutException)
        {
            throw NoAnswer();
        }
    }

    /// <summary>The offsets of an answer, in the order of the partitions.</summary>
    /// <exception cref="KafkaException">
    /// An offset is missing. When its own timeout ends a question that waits for a leader, the client (2.15) reports success for partitions
    /// that it asked nobody about. Taken for an end, such an offset would make a log with states look empty, and input look read.
    /// </exception>
    internal static long[] OffsetsOf(ListOffsetsResult answer, IReadOnlyList<TopicPartition> partitions)
    {
        Dictionary<TopicPartition, Offset> offsets = answer.ResultInfos.ToDictionary(
            info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset);
        return [.. partitions.Select(partition =>
            offsets.TryGetValue(partition, out Offset offset) && offset != Offset.Unset ? offset.Value : throw NoAnswer())];
    }

    private static KafkaException NoAnswer() => new(new Error(ErrorCode.Local_TimedOut, $"no answer within {Timeout.TotalSeconds} s"));
}
