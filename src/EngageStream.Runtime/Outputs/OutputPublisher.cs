using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Campaigns;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Telemetry;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Outputs;

/// <summary>
/// Turns what the shards of a stream thread do into records. It never throws: what cannot be written goes to dead
/// letters. Not thread-safe: one per stream thread.
/// </summary>
internal sealed class OutputPublisher : IShardOutput, IDisposable
{
    private static readonly byte[] TriggerType = Encoding.UTF8.GetBytes(OutputTypes.Trigger);
    private static readonly byte[] TransitionType = Encoding.UTF8.GetBytes(OutputTypes.Transition);
    private static readonly byte[] DecisionType = Encoding.UTF8.GetBytes(OutputTypes.Decision);
    private static readonly byte[] ProfileType = Encoding.UTF8.GetBytes(OutputTypes.Profile);

    private readonly EngagementModel _model;
    private readonly TopicNames _topics;
    private readonly IOutputSink _sink;
    private readonly DeadLetterWriter _deadLetters;
    private readonly InputRecord _record;
    private readonly StreamCounters _counters;
    private readonly StreamTracer _tracer;
    private readonly ILogger _logger;
    private readonly CloudEvent _cloudEvent;
    private readonly JsonBody _body = new();
    private readonly Dictionary<string, string> _triggerTopics;

    /// <param name="applicationId">Names the source of the CloudEvents.</param>
    /// <param name="model">The playbook at work.</param>
    /// <param name="topics">Where to write.</param>
    /// <param name="sink">Takes the records.</param>
    /// <param name="deadLetters">Takes what failed.</param>
    /// <param name="record">The record at hand: what failed if a step of it did.</param>
    /// <param name="counters">Counts of the thread.</param>
    /// <param name="tracer">Traces of the thread.</param>
    /// <param name="logger">Where faults are told.</param>
    public OutputPublisher(
        string applicationId,
        EngagementModel model,
        TopicNames topics,
        IOutputSink sink,
        DeadLetterWriter deadLetters,
        InputRecord record,
        StreamCounters counters,
        StreamTracer tracer,
        ILogger logger)
    {
        _model = model;
        _topics = topics;
        _sink = sink;
        _deadLetters = deadLetters;
        _record = record;
        _counters = counters;
        _tracer = tracer;
        _logger = logger;
        _cloudEvent = new CloudEvent(applicationId, model.ContentHash);
        _triggerTopics = TopicNames.ChannelsOf(model).ToDictionary(channel => channel, topics.Triggers);
    }

    /// <inheritdoc/>
    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
    {
        // 1. What every step costs: a few counts.
        _counters.Count(effects);
        if (effects.Transitions.Count == 0 && effects.Decisions.Count == 0 && !effects.ProfileChanged)
        {
            return;
        }

        // 2. What few steps do.
        var origin = new OutputOrigin(clockMs, cause.Partition, cause.Offset);
        bool isTimer = IsSilence(effects);
        if (isTimer)
        {
            _tracer.BeginTimer();
        }

        try
        {
            foreach (TransitionEffect transition in effects.Transitions)
            {
                Publish(user, transition, origin);
            }

            foreach (DecisionEffect decision in effects.Decisions)
            {
                Publish(user, decision, origin);
            }

            if (effects.ProfileChanged)
            {
                PublishProfile(user, origin);
            }
        }
        catch (Exception error) when (error is not KafkaException and not OperationCanceledException)
        {
            // The state has taken the step and stays; only its words are lost, and dead letters say whose.
            Log.OutputFailed(_logger, error, cause.Partition, cause.Offset);
            _deadLetters.WritePerson(DeadLetterReason.OutputFault, user.Id, dueMs: null, error, cause);
        }

        if (isTimer)
        {
            _tracer.EndTimer();
        }
    }

    /// <inheritdoc/>
    public void TimerFired(long dueMs, long sendMs) => _counters.CountTimer(dueMs, sendMs);

    /// <inheritdoc/>
    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs)
    {
        if (dueMs is long due)
        {
            Log.TimerFailed(_logger, error, cause.Partition, due);
            _deadLetters.WritePerson(DeadLetterReason.TimerFault, userId, due, error, cause);
        }
        else
        {
            _counters.Outcome = RecordOutcome.DeadLetter;
            Log.ActorFailed(_logger, error, cause.Partition, cause.Offset);
            _deadLetters.WriteRecord(_record, DeadLetterReason.ActorFault, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    private void Publish(UserState user, TransitionEffect transition, in OutputOrigin origin)
    {
        string from = OutputNames.OfStage(_model, transition.From) ?? "";
        string id = DeterministicId.Of(user.Id, "transition", $"{from}>{OutputNames.OfStage(_model, transition.To)}", Decimal(transition.AtMs));
        TransitionBody.Write(_body.Begin(), _model, user.Id, id, transition);
        Activity? span = _tracer.StartSend(_topics.Transitions, id);
        span?.SetTag(SpanTags.Stage, OutputNames.OfStage(_model, transition.To))
            .SetTag(SpanTags.FromStage, OutputNames.OfStage(_model, transition.From));
        Send(_topics.Transitions, TransitionType, id, user, transition.AtMs, origin, span);
        _counters.CountTransition(transition);
    }

    private void Publish(UserState user, DecisionEffect decision, in OutputOrigin origin)
    {
        if (decision.Outcome == DecisionOutcome.Sent)
        {
            DecisionBody.WriteTrigger(_body.Begin(), _model, user.Id, decision);
            string topic = _triggerTopics[decision.Campaign.Channel];
            Activity? span = _tracer.StartSend(topic, decision.Id);
            span?.SetTag(SpanTags.Campaign, decision.Campaign.Name).SetTag(SpanTags.Channel, decision.Campaign.Channel)
                .SetTag(SpanTags.Stage, OutputNames.OfStage(_model, decision.Stage));
            Send(topic, TriggerType, decision.Id, user, decision.AtMs, origin, span);
        }

        DecisionBody.WriteDecision(_body.Begin(), _model, user.Id, decision);
        Send(_topics.Decisions, DecisionType, decision.Id, user, decision.AtMs, origin);
        _counters.CountDecision(decision);
    }

    private void PublishProfile(UserState user, in OutputOrigin origin)
    {
        // Two profiles of a person may have one clock, but then an event lies between them.
        string id = DeterministicId.Of(user.Id, "profile", Decimal(origin.ClockMs), Decimal(user.Events));
        ProfileBody.Write(_body.Begin(), _model, user, origin.ClockMs);
        Send(_topics.Profiles, ProfileType, id, user, origin.ClockMs, origin);
        _counters.Profiles++;
    }

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    // All that a step does has one kind of cause. A mere change of the profile says none, and is no reason for a trace.
    private static bool IsSilence(EffectBuffer effects) =>
        (effects.Transitions.Count > 0 && effects.Transitions[0].Cause.Kind == CauseKind.Silence)
        || (effects.Decisions.Count > 0 && effects.Decisions[0].Cause.Kind == CauseKind.Silence);

    private void Send(string topic, byte[] type, string id, UserState user, long atMs, in OutputOrigin origin, Activity? span = null)
    {
        byte[] key = user.Id.ToArray();
        Headers headers = _cloudEvent.Headers(type, Encoding.UTF8.GetBytes(id), key, atMs, origin);
        _tracer.Stamp(headers, span);
        _sink.Send(topic, key, _body.End(), headers);
    }
}
