using Confluent.Kafka;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Writes outputs, then states, then input positions, each flushed before the next. A crash in between repeats outputs,
/// with the same ids, but counts no event twice: a restore goes on from the position in the state log.
/// </summary>
/// <remarks>
/// The tempting order, positions first, loses events at a crash. The group's positions are for lag monitors and for
/// partitions without state; the state log's count.
/// </remarks>
internal sealed class AtLeastOnceCommit<TKey, TValue>(
    IConsumer<TKey, TValue> consumer, OutputProducer producer, TopicNames topics, StateLogClaim claim, StateLogTrimmer trimmer, ILogger logger)
    : ICommitProtocol
{
    /// <inheritdoc/>
    public void Start(CancellationToken stop)
    {
        // A producer without transactions is ready at once.
    }

    /// <inheritdoc/>
    public void Begin()
    {
        // Every output is final when it is written.
    }

    /// <inheritdoc/>
    public void NothingChanged() => producer.Poll();

    /// <inheritdoc/>
    public FailureVerdict Judge(KafkaException error) => FailureVerdict.Restart;

    /// <inheritdoc/>
    public void Abort() => throw new InvalidOperationException("What was written at least once cannot be taken back.");

    /// <inheritdoc/>
    public void Commit(IReadOnlyList<Shard> shards)
    {
        // 1. Outputs.
        producer.Flush();

        // 2. States.
        List<StateLogAppender> written = [.. shards.Select(shard => new StateLogAppender(producer, new TopicPartition(topics.State, shard.Partition), claim))];
        for (int i = 0; i < shards.Count; i++)
        {
            shards[i].WriteCommit(written[i]);
        }

        producer.Flush();
        for (int i = 0; i < shards.Count; i++)
        {
            trimmer.Offer(shards[i].Partition, shards[i].CommitSucceeded(written[i].Offsets));
        }

        // 3. Positions.
        CommitPositions(shards);
        trimmer.TrimIfDue();
    }

    private void CommitPositions(IReadOnlyList<Shard> shards)
    {
        List<TopicPartitionOffset> positions = [.. shards
            .Where(shard => shard.NextInputOffset > 0)
            .Select(shard => new TopicPartitionOffset(topics.Events, shard.Partition, shard.NextInputOffset))];
        if (positions.Count == 0)
        {
            return;
        }

        try
        {
            consumer.Commit(positions);
        }
        catch (KafkaException error) when (!Failures.IsHopeless(error.Error))
        {
            // A rebalance is under way, or Kafka is away: the next commit says it again, and the state log has it anyway.
            Log.PositionsNotCommitted(logger, error.Error.Code, error.Error.Reason);
        }
    }
}
