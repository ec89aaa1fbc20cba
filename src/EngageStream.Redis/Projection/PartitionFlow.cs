using Confluent.Kafka;

namespace EngageStream.Redis.Projection;

/// <summary>
/// Stops and starts the flow of partitions. librdkafka refuses both while it is still looking for a partition's leader or
/// offset: then the next turn tries again. Not thread-safe.
/// </summary>
internal sealed class PartitionFlow(IConsumer<RecordBytes, RecordBytes> consumer, string topic)
{
    /// <summary>Does for a partition what its state asks for.</summary>
    public void Follow(ProjectedPartition partition)
    {
        if (partition.State == PartitionState.Seeking)
        {
            Try(() => Begin(partition));
        }
        else if (partition.State == PartitionState.Positioning && !partition.IsPaused)
        {
            Try(() => Pause(partition));
        }
    }

    private void Pause(ProjectedPartition partition)
    {
        consumer.Pause([new TopicPartition(topic, partition.Number)]);
        partition.IsPaused = true;
    }

    private void Begin(ProjectedPartition partition)
    {
        var place = new TopicPartition(topic, partition.Number);
        if (partition.IsPaused)
        {
            consumer.Resume([place]);
        }

        // After the resume: only a seek wakes a client's thread that had nothing to fetch, and would else sleep for up to a second.
        consumer.Seek(new TopicPartitionOffset(place, partition.Next));
        partition.IsPaused = false;
        partition.Begin();
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (KafkaException error) when (!error.Error.IsFatal)
        {
            // Not yet.
        }
    }
}
