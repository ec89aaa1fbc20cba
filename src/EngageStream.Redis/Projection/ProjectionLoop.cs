using System.Collections.Concurrent;
using Confluent.Kafka;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Metrics;
using EngageStream.Redis.Profiles;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EngageStream.Redis.Projection;

/// <summary>
/// Reads profiles and projects them, with one consumer, on one thread. The group only says who projects which partition; where
/// to read is Redis' to say, and each batch carries the position that it starts from, so that of two processes that both believe
/// to own a partition each record is still projected once, in its order.
/// </summary>
internal sealed class ProjectionLoop : IDisposable
{
    private const int RecordsPerTurn = 256;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WatermarkPatience = TimeSpan.FromSeconds(5);

    private readonly RedisOptions _options;
    private readonly ProjectionSource _source;
    private readonly RedisLink _link;
    private readonly ConcurrentDictionary<int, ProjectedPartition> _partitions;
    private readonly ProjectionCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<RecordBytes, RecordBytes> _consumer;
    private readonly PartitionFlow _flow;
    private readonly BatchSender _sender;
    private readonly Positions _positions;
    private readonly Housekeeping _housekeeping;
    private readonly ProfileSummary _summary = new();
    private readonly Backoff _backoff;
    private bool _toldOfKafka;
    private Task<string>? _diagnosis;

    public ProjectionLoop(
        RedisOptions options,
        ProjectionSource source,
        RedisLink link,
        ConcurrentDictionary<int, ProjectedPartition> partitions,
        ProjectionCounters counters,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _source = source;
        _link = link;
        _partitions = partitions;
        _counters = counters;
        _time = time;
        _logger = logger;
        _backoff = new Backoff(time);
        _consumer = KafkaClients.Consumer<RecordBytes, RecordBytes>(source, logger)
            .SetKeyDeserializer(new RecordBytes())
            .SetValueDeserializer(new RecordBytes())
            .SetPartitionsAssignedHandler((_, assigned) => Assign(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => Revoke(revoked))
            .SetPartitionsLostHandler((_, lost) => Revoke(lost))
            .Build();
        _flow = new PartitionFlow(_consumer, source.Topic);
        _sender = new BatchSender(link, counters, time) { Refused = Refuse, Failed = GoAway };
        _positions = new Positions(link) { Failed = GoAway, Answered = Return, Replace = ReplaceLayout };
        _housekeeping = new Housekeeping(options, link, partitions, counters, time, logger)
        {
            CountPartitions = () => KafkaClients.CountPartitions(_consumer.Handle, source.Topic),
            Moved = Refuse,
            HasAnswersToCome = _sender.Has,
        };
    }

    /// <summary>Whether the group has given this process its partitions, be they none.</summary>
    public bool IsAssigned { get; private set; }

    /// <summary>Projects until it is told to stop.</summary>
    /// <exception cref="RedisRefusedException">The projection cannot run as configured.</exception>
    public void Run(CancellationToken stop)
    {
        _consumer.Subscribe(_source.Topic);
        while (!stop.IsCancellationRequested)
        {
            TellDiagnosis();

            // 1. Partitions that are new, or elsewhere, find their place.
            _positions.Turn(_partitions.Values.Where(p => p.State == PartitionState.Positioning && !_sender.Has(p)), _backoff.IsDue);
            foreach (ProjectedPartition partition in _partitions.Values)
            {
                _flow.Follow(partition);
            }

            // 2. Records that are there come into batches; full ones go.
            bool drained = Consume();

            // 3. When no more are there, the others go, too.
            foreach (ProjectedPartition partition in _partitions.Values)
            {
                if (partition.HasUnsent && (drained || partition.AtEnd))
                {
                    _sender.Send(partition);
                }
            }

            _sender.Harvest();

            // 4. What is to be done now and then.
            if (!_backoff.IsWaiting)
            {
                _housekeeping.Turn();
            }
        }

        _sender.Drain();
    }

    /// <summary>Leaves the group, also after a fault: others would wait for the session's end otherwise.</summary>
    public void Dispose()
    {
        // It may be asking the consumer's handle.
        _housekeeping.Stop();
        try
        {
            _consumer.Close();
        }
        catch (KafkaException error)
        {
            Log.ClientError(_logger, error.Error.Code, error.Error.Reason);
        }

        _consumer.Dispose();
    }

    // Whether there was nothing more to read.
    private bool Consume()
    {
        TimeSpan patience = _sender.IsBusy || _positions.IsBusy ? Busy : Idle;
        for (int i = 0; i < RecordsPerTurn; i++)
        {
            ConsumeResult<RecordBytes, RecordBytes>? result = ConsumeOne(i == 0 ? patience : TimeSpan.Zero);
            if (result is null)
            {
                return true;
            }

            Take(result);
        }

        return false;
    }

    private ConsumeResult<RecordBytes, RecordBytes>? ConsumeOne(TimeSpan patience)
    {
        try
        {
            ConsumeResult<RecordBytes, RecordBytes>? result = _consumer.Consume(patience);
            _toldOfKafka &= result is null;
            return result;
        }
        catch (ConsumeException error) when (!error.Error.IsFatal)
        {
            if (!_toldOfKafka)
            {
                _toldOfKafka = true;
                Log.ConsumeInterrupted(_logger, _source.Topic, error.Error.Code, error.Error.Reason);
            }

            return null;
        }
    }

    private void Take(ConsumeResult<RecordBytes, RecordBytes> result)
    {
        if (!_partitions.TryGetValue(result.Partition.Value, out ProjectedPartition? partition)
            || partition.State != PartitionState.Reading)
        {
            return;
        }

        long offset = result.Offset.Value;
        if (offset < partition.Next)
        {
            CheckMadeAnew(partition);
            return;
        }

        if (result.IsPartitionEOF)
        {
            partition.Ended(offset);
            partition.High = offset;
            return;
        }

        long timestampMs = result.Message.Timestamp.UnixTimestampMs;
        AddTo(partition.Batch, result, new ProfilePlace(partition.Generation, partition.Number, offset, timestampMs));
        partition.Took(offset);
        if (partition.Batch.Count >= _options.Batch)
        {
            // (The result itself does not name the topic: that field is not asked for.)
            partition.High = _consumer.GetWatermarkOffsets(new TopicPartition(_source.Topic, partition.Number)).High.Value;
            _sender.Send(partition);
        }
    }

    private void AddTo(ProfileBatch batch, ConsumeResult<RecordBytes, RecordBytes> result, in ProfilePlace place)
    {
        RecordBytes key = result.Message.Key;
        RecordBytes value = result.Message.Value;
        if (!key.IsNull && value.IsNull)
        {
            batch.AddTombstone(key.Span, place);
        }
        else if (!key.IsNull && _summary.Read(value.Span))
        {
            batch.Add(key.Span, _summary, value.Span, place);
        }
        else
        {
            if (_counters.Unreadable++ == 0)
            {
                Log.Unreadable(_logger, place.Partition, place.Offset);
            }
        }
    }

    // Kafka begins at the start again when it has nothing at a position: then the topic is another than the one projected.
    private void CheckMadeAnew(ProjectedPartition partition)
    {
        var place = new TopicPartition(_source.Topic, partition.Number);
        long end = _consumer.QueryWatermarkOffsets(place, WatermarkPatience).High.Value;
        if (end < partition.Next)
        {
            Log.MadeAnew(_logger, partition.Number, end, partition.Next);
            partition.Reposition();
            _positions.Rebuild(partition, end);
        }
        else
        {
            // It was led to the start by an answer that came after the seek.
            partition.Reposition();
        }
    }

    // All partitions at once, also those of other processes: the layout is the keys', not a partition's.
    private Task ReplaceLayout(string earlier)
    {
        Log.ReplacingLayout(_logger, _options.Prefix, earlier);
        return Task.Run(() => _link.ReplaceLayoutAsync(earlier, KafkaClients.ReadEnds(_source, _logger)));
    }

    private List<TopicPartitionOffset> Assign(List<TopicPartition> assigned)
    {
        IsAssigned = true;
        foreach (TopicPartition added in assigned)
        {
            _partitions[added.Partition.Value] = new ProjectedPartition(added.Partition.Value);
        }

        if (assigned.Count > 0)
        {
            Log.Assigned(_logger, string.Join(", ", assigned.Select(added => added.Partition.Value).Order()));
        }

        // Nothing is taken until they are where Redis says. They start at a number and not at the end: the answer to the question
        // where the end is can come after the seek, and librdkafka would go there, past records that nobody has projected.
        return assigned.ConvertAll(added => new TopicPartitionOffset(added, 0));
    }

    private void Revoke(List<TopicPartitionOffset> revoked)
    {
        foreach (TopicPartitionOffset gone in revoked)
        {
            if (_partitions.TryRemove(gone.Partition.Value, out ProjectedPartition? partition))
            {
                partition.Reposition();
            }
        }

        Log.Revoked(_logger, string.Join(", ", revoked.Select(gone => gone.Partition.Value).Order()));
    }

    private void Refuse(ProjectedPartition partition)
    {
        Log.Refused(_logger, partition.Number);
        partition.Reposition();
    }

    private void Return(IReadOnlyList<ProjectedPartition> positioned)
    {
        _counters.IsConnected = true;
        if (_backoff.IsWaiting)
        {
            _backoff.Succeeded();
            TellAway("the connection broke");
            _counters.Reconnects++;
            Log.RedisIsBack(_logger, _options.ToString());
        }

        foreach (ProjectedPartition partition in positioned.Where(p => p.Rebuild.Phase == RebuildPhase.Reading && p.Next == 0))
        {
            Log.Rebuilding(_logger, partition.Number);
        }
    }

    private void GoAway(Exception error)
    {
        if (error is RedisRefusedException refusal)
        {
            throw new RedisRefusedException(refusal.Message, refusal);
        }

        _counters.Errors++;
        _counters.IsConnected = false;
        if (!_backoff.IsWaiting)
        {
            // Calls only say that there is no connection; why there is none, a connection of its own finds out.
            _diagnosis = error is RedisServerException said ? Task.FromResult(said.Message) : _link.DiagnoseAsync();
        }

        _backoff.Failed();
        foreach (ProjectedPartition partition in _partitions.Values)
        {
            if (partition.State != PartitionState.Positioning)
            {
                partition.Reposition();
            }
        }
    }

    private void TellDiagnosis()
    {
        if (_diagnosis is { IsCompletedSuccessfully: true } diagnosis)
        {
            TellAway(diagnosis.Result);
        }
    }

    private void TellAway(string reason)
    {
        if (_diagnosis is not null)
        {
            _diagnosis = null;
            Log.RedisIsAway(_logger, _options.ToString(), reason);
        }
    }
}
