using Confluent.Kafka;
using EngageStream.Domain.Events;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Telemetry;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Runtime.Streams;

/// <summary>Leads one input record to the actor of its person. Not thread-safe: one per stream thread.</summary>
internal sealed class RecordHandler(
    EngineOptions options,
    TopicNames topics,
    int partitions,
    EventParser parser,
    InputRecord record,
    IOutputSink sink,
    DeadLetterWriter deadLetters,
    StreamCounters counters,
    StreamTracer tracer,
    ILogger logger)
{
    private readonly InputEvent _event = new(parser.Schema);
    private readonly bool _live = options.Mode == EngineMode.Live;
    private bool _warnedOfMisplaced;

    /// <summary>Handles the record at hand.</summary>
    /// <param name="shard">Shard of the record's partition.</param>
    /// <param name="wallMs">Wall time; used only when live.</param>
    public void Handle(Shard shard, long wallMs)
    {
        RecordPosition position = record.Position;

        // 1. What the state includes already was read again after a restore.
        if (position.Offset < shard.NextInputOffset)
        {
            return;
        }

        // 2. The record's trace, if it has one, around all that follows.
        bool isTraced = record.Headers is { Count: > 0 } && tracer.BeginRecord(record);
        counters.Outcome = RecordOutcome.Processed;
        InputKind kind = Handle(shard, position, wallMs);
        counters.Records.Add(kind, counters.Outcome);
        if (isTraced)
        {
            tracer.EndRecord(kind, counters.Outcome);
        }
    }

    private InputKind Handle(Shard shard, in RecordPosition position, long wallMs)
    {
        // 1. Records that are no events.
        RecordType type = RecordTypes.Of(record.Headers);
        if (type != RecordType.Click)
        {
            return HandleTyped(shard, type, position);
        }

        // 2. The event, in place.
        EventError error = record.Value.Span.Length > options.MaxEventBytes
            ? EventError.TooLarge
            : parser.Parse(record.Value.Span, record.TimestampMs, _event);
        if (error != EventError.None)
        {
            return Refuse(shard, position, DeadLetterReason.Of(error));
        }

        // 3. A person has one partition: elsewhere a second actor of the same person would arise.
        int home = Partitioner.Of(options.Partitioner, _event.UserId, partitions);
        if (home != record.Partition)
        {
            Forward(home);
            shard.Skip(position);
            return (InputKind)_event.Kind;
        }

        // 4. The actor.
        shard.Receive(_event, position, _live ? wallMs : 0);

        // 5. Counts.
        counters.CountEvent(_event.ClampedFromFuture);
        if (_live)
        {
            counters.Latency.Add(wallMs - record.TimestampMs);
            counters.AppendTimes.Add(record.TimestampMs);
            counters.EventTimes.Add(_event.TimestampMs);
        }

        return (InputKind)_event.Kind;
    }

    private InputKind HandleTyped(Shard shard, RecordType type, in RecordPosition position)
    {
        if (type == RecordType.Clock)
        {
            shard.AdvanceClock(position.TimestampMs, position);
            counters.ClockMarks++;
            return InputKind.Clock;
        }

        return Refuse(shard, position, DeadLetterReason.UnknownRecordType);
    }

    private InputKind Refuse(Shard shard, in RecordPosition position, string reason)
    {
        deadLetters.WriteRecord(record, reason);
        shard.Skip(position);
        counters.Outcome = RecordOutcome.DeadLetter;
        return InputKind.Unparsable;
    }

    private void Forward(int home)
    {
        sink.SendTo(new TopicPartition(topics.Events, home), record.Key.ToArray(), record.Value.ToArray(), record.Headers, record.TimestampMs);
        counters.Forwarded++;
        counters.Outcome = RecordOutcome.Forwarded;
        if (!_warnedOfMisplaced)
        {
            _warnedOfMisplaced = true;
            Log.Misplaced(logger, record.Partition, record.Offset, home);
        }
    }
}
