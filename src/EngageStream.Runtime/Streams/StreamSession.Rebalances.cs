using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Restore;

namespace EngageStream.Runtime.Streams;

/// <summary>What a session does when the group gives partitions out or takes them away. Comes on the session's thread, while it reads.</summary>
internal sealed partial class StreamSession
{
    private void OnAssigned(List<TopicPartition> partitions)
    {
        _departure.Rebalanced();
        if (_closed)
        {
            // Given out while the session was leaving: they go back with the rest.
            return;
        }

        Log.Assigned(_context.Logger, _number, string.Join(", ", partitions.Select(p => p.Partition.Value)));
        if (!_assignment.Running.Any(shard => shard.HasChanges))
        {
            // The group has a new generation, which the next transaction has to know.
            _commit.NothingChanged();
        }

        foreach (TopicPartition partition in partitions)
        {
            var request = new RestoreRequest(partition.Partition.Value, () => CreateShard(partition.Partition.Value)) { Output = _publisher };
            _flow.Pause(partition);
            _assignment.Begin(request);
            _restorer.Submit(request);
        }

        _assignment.Joined = true;
    }

    // Leaving after a failure comes here, too: then what is not committed must not be.
    private void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        _departure.Rebalanced();
        Log.Revoked(_context.Logger, _number, string.Join(", ", partitions.Select(p => p.Partition.Value)));
        if (!_closed)
        {
            FromHandler(() => Guard(Commit));
        }

        Drop(partitions);
    }

    private void OnLost(List<TopicPartitionOffset> partitions)
    {
        _departure.Rebalanced();
        Log.Lost(_context.Logger, _number, string.Join(", ", partitions.Select(p => p.Partition.Value)));
        if (!_closed)
        {
            FromHandler(AbandonWork);
        }

        Drop(partitions);
    }

    // What was done for lost partitions is another's work now, and goes with the rest of the transaction.
    private void AbandonWork()
    {
        if (_context.Options.Guarantee == ProcessingGuarantee.ExactlyOnce && _assignment.Running.Any(shard => shard.HasChanges))
        {
            Undo(new KafkaException(new Error(ErrorCode.Local_AssignmentLost, "partitions were lost")));
        }
    }

    // Whoever reads past the client is not told of a rebalance handler's exception: it ends the session in the next turn.
    private void Handler(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            _failure ??= error;
        }
    }

    private void FromHandler(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is KafkaException or OperationCanceledException)
        {
            Log.HandOverWithoutCommit(_context.Logger, error.Message);
            _failure ??= error;
        }
    }

    private void Drop(List<TopicPartitionOffset> partitions)
    {
        foreach (TopicPartitionOffset partition in partitions)
        {
            _assignment.Drop(partition.Partition.Value);
            _flow.Forget(partition.Partition.Value);
        }
    }
}
