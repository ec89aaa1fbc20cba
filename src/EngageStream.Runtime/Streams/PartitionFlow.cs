using Confluent.Kafka;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Stops the flow of partitions whose state is on its way, and starts it at the right offset. librdkafka refuses both
/// while it is still looking for a partition's leader or offset: then the next turn tries again. Not thread-safe.
/// </summary>
internal sealed class PartitionFlow(IConsumer<Ignore, Ignore> consumer, string topic)
{
    private readonly List<TopicPartition> _toPause = [];
    private readonly List<RestoreRequest> _ready = [];

    /// <summary>Asks for a pause; a partition just assigned can be paused only after the handler has returned.</summary>
    public void Pause(TopicPartition partition) => _toPause.Add(partition);

    /// <summary>Takes a restored partition, to be resumed.</summary>
    public void Ready(RestoreRequest request) => _ready.Add(request);

    /// <summary>Forgets a partition that was taken away.</summary>
    public void Forget(int partition)
    {
        _toPause.RemoveAll(pause => pause.Partition.Value == partition);
        _ready.RemoveAll(request => request.Partition == partition);
    }

    /// <summary>Pauses what was asked for.</summary>
    public void PauseNew()
    {
        if (_toPause.Count > 0 && Try(() => consumer.Pause(_toPause)))
        {
            _toPause.Clear();
        }
    }

    /// <summary>Resumes what is ready at the offset where its state ends, and tells of each.</summary>
    public void ResumeReady(Action<RestoreRequest> resumed)
    {
        for (int i = _ready.Count - 1; i >= 0; i--)
        {
            RestoreRequest request = _ready[i];
            if (!_toPause.Any(pause => pause.Partition.Value == request.Partition) && Try(() => Resume(request)))
            {
                _ready.RemoveAt(i);
                resumed(request);
            }
        }
    }

    /// <summary>Records of the shards' partitions that were not taken in yet, as far as the last fetches have told.</summary>
    public long Backlog(IReadOnlyList<Shard> shards)
    {
        long backlog = 0;
        foreach (Shard shard in shards)
        {
            // Negative until something was fetched. The client may not know a partition yet, or no more: then nothing is known to wait.
            Try(() => backlog += Math.Max(0, consumer.GetWatermarkOffsets(new TopicPartition(topic, shard.Partition)).High - shard.NextInputOffset));
        }

        return backlog;
    }

    // In this order: a seek wakes librdkafka's thread for the broker, a resume does not, and a thread that had nothing to fetch sleeps
    // for up to a second. What comes from elsewhere in between is outdated by the seek.
    private void Resume(RestoreRequest request)
    {
        var partition = new TopicPartition(topic, request.Partition);
        consumer.Resume([partition]);
        consumer.Seek(new TopicPartitionOffset(partition, request.ResumeAt is { } offset ? new Offset(offset) : Offset.Beginning));
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (KafkaException error) when (!error.Error.IsFatal)
        {
            return false;
        }
    }
}
