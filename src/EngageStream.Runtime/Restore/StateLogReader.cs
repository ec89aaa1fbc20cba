using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Standby;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Restore;

/// <summary>Reads a partition's state log, from its head to where it ended when asked, into a shard. Not thread-safe.</summary>
internal sealed class StateLogReader : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly RecordBytes _value = new();
    private readonly IConsumer<Ignore, RecordBytes> _consumer;
    private readonly IAdminClient _admin;
    private readonly TopicNames _topics;
    private readonly StateLogClaim _claim;
    private readonly StandbyCopies? _standby;

    /// <param name="settings">librdkafka settings.</param>
    /// <param name="log">Where the client's own words go.</param>
    /// <param name="admin">Client to ask for offsets with.</param>
    /// <param name="topics">Names of input and state log.</param>
    /// <param name="claim">Whose state is expected.</param>
    /// <param name="standby">Warm copies to begin with, if there are any.</param>
    public StateLogReader(
        IEnumerable<KeyValuePair<string, string>> settings, ClientLog log, IAdminClient admin, TopicNames topics, StateLogClaim claim, StandbyCopies? standby = null)
    {
        _standby = standby;
        _admin = admin;
        _topics = topics;
        _claim = claim;
        _consumer = log.Attach(new ConsumerBuilder<Ignore, RecordBytes>(settings)
            .SetValueDeserializer(new RecordBytesDeserializer(() => _value))).Build();
    }

    /// <summary>
    /// Connects, and looks for the state log, before it is needed: a consumer that does not know a topic yet looks for it once a
    /// second, and the first partitions would wait for that.
    /// </summary>
    public void MakeReady()
    {
        try
        {
            _consumer.QueryWatermarkOffsets(new TopicPartition(_topics.State, 0), ReadyWithin);
            _consumer.Committed([new TopicPartition(_topics.Events, 0)], ReadyWithin);
        }
        catch (KafkaException)
        {
            // Kafka is away: the first restore waits for it, and says so.
        }
    }

    /// <summary>Fills the request's shard.</summary>
    /// <exception cref="KafkaException">Kafka did not answer; worth another attempt from the start.</exception>
    /// <exception cref="EngineRefusedException">The log is not this engine's, or input and state do not belong together.</exception>
    /// <exception cref="InvalidDataException">The log holds what this version cannot read.</exception>
    public void Restore(RestoreRequest request, CancellationToken stop)
    {
        // 1. The group's position first. The client waits out a former owner's unfinished offset commit.
        var input = new TopicPartition(_topics.Events, request.Partition);
        long committed = _consumer.Committed([input], Timeout)[0].Offset.Value;

        // 2. Then the end of the log, read-uncommitted: a read-committed client would be told the last stable offset and
        //    could miss the state that belongs to the position.
        var log = new TopicPartition(_topics.State, request.Partition);
        (long low, long high) = (Ask(log, OffsetSpec.Earliest()), Ask(log, OffsetSpec.Latest()));

        // 3. The log, up to that end; a warm copy has most of it.
        WarmCopy? warm = request.Output is null ? null : _standby?.Take(request.Partition);
        warm?.HandTo(request.Output!);
        request.WasWarm = warm is not null;
        Shard shard = warm?.Shard ?? request.CreateShard();
        ShardRestorer restorer = warm?.Restorer ?? shard.BeginRestore();
        long from = Math.Max(low, warm?.Next ?? 0);
        request.Begin(from, high);
        Read(request, restorer, log, from, high, stop);
        restorer.Complete();

        // 4. The log's position wins over the group's.
        request.ResumeAt = shard.NextInputOffset > 0 ? shard.NextInputOffset : committed >= 0 ? committed : null;
        RefuseForeignInput(shard, input);
        request.Shard = shard;
    }

    /// <summary>Refuses state that is not this engine's, by the first record found: before the group is joined.</summary>
    /// <exception cref="EngineRefusedException">The state is another application's, mode's, or number of partitions'.</exception>
    public void VerifyOwner(int partitions)
    {
        foreach (TopicPartition log in Enumerable.Range(0, partitions).Select(partition => new TopicPartition(_topics.State, partition)))
        {
            long low = Ask(log, OffsetSpec.Earliest());
            if (low < Ask(log, OffsetSpec.Latest()))
            {
                _consumer.Assign(new TopicPartitionOffset(log, low));
                ConsumeResult<Ignore, RecordBytes>? first = _consumer.Consume(Timeout);
                _consumer.Unassign();
                if (first is { IsPartitionEOF: false })
                {
                    _claim.Verify(first.Message.Headers);
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Read(RestoreRequest request, ShardRestorer restorer, TopicPartition log, long low, long high, CancellationToken stop)
    {
        if (low >= high)
        {
            return;
        }

        _consumer.Assign(new TopicPartitionOffset(log, low));
        try
        {
            for (long next = low; next < high; request.Reached(next))
            {
                ConsumeResult<Ignore, RecordBytes>? result = _consumer.Consume(Slice);
                if (stop.IsCancellationRequested || request.Cancelled)
                {
                    throw new OperationCanceledException();
                }

                if (result is null)
                {
                    continue;
                }

                if (result.IsPartitionEOF)
                {
                    // The log may end in a transaction's marker, which is no record: the position is behind it all the same.
                    next = Math.Max(next, result.Offset.Value);
                    continue;
                }

                _claim.Verify(result.Message.Headers);
                restorer.Apply(_value.Span, result.Offset.Value);
                request.Read(_value.Span.Length);
                next = result.Offset.Value + 1;
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    private void RefuseForeignInput(Shard shard, TopicPartition input)
    {
        long high = Ask(input, OffsetSpec.Latest());
        if (shard.NextInputOffset > high)
        {
            throw new EngineRefusedException(
                $"The state of partition {input.Partition.Value} includes {_topics.Events} up to offset {shard.NextInputOffset}, but the topic ends at {high}: " +
                "it was deleted and made anew, or lost records. Give the engine a new application.id and topics.prefix, or bring the topic back.");
        }
    }

    private long Ask(TopicPartition partition, OffsetSpec spec) => OffsetQuery.AskAsync(_admin, [partition], spec).GetAwaiter().GetResult()[0];
}
