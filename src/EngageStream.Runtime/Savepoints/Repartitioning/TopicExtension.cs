using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Runtime.Savepoints.Repartitioning;

/// <summary>Gives topics more partitions.</summary>
internal static class TopicExtension
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Extends a topic, and waits until Kafka tells so; does nothing where it has as many.</summary>
    public static async Task ExtendAsync(StateTopics topics, string topic, int partitions, CancellationToken cancel)
    {
        if (topics.PartitionsOf(topic) >= partitions)
        {
            return;
        }

        await topics.Admin.CreatePartitionsAsync(
            [new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }],
            new CreatePartitionsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout }).ConfigureAwait(false);
        while (topics.PartitionsOf(topic) < partitions)
        {
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }
}
