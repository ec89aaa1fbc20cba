using Confluent.Kafka;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;
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

    /// <summary>Takes one shard's records and learns where they landed.</summary>
    private sealed class StateLogAppender(OutputProducer producer, TopicPartition target, StateLogClaim claim) : IStateLogWriter
    {
        private readonly List<long> _offsets = [];

        public ReadOnlySpan<long> Offsets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets);

        public void Append(ReadOnlySpan<byte> record)
        {
            int index = _offsets.Count;
            _offsets.Add(Offset.Unset.Value);
            byte[] value = GC.AllocateUninitializedArray<byte>(record.Length);
            record.CopyTo(value);
            producer.SendState(target, value, claim.Headers, offset => _offsets[index] = offset);
        }
    }
}
