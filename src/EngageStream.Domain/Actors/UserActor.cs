using EngageStream.Domain.Campaigns;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Actors;

/// <inheritdoc cref="IUserActor"/>
public sealed class UserActor : IUserActor
{
    private readonly ActivityRecorder _recorder;
    private readonly RiskBandTracker _bands;
    private readonly StageMachine _stages;
    private readonly CampaignEntries _entries;

    /// <param name="model">The playbook at work.</param>
    public UserActor(EngagementModel model)
    {
        Model = model;
        _recorder = new ActivityRecorder(model);
        _bands = new RiskBandTracker(model);
        _stages = new StageMachine(model);
        _entries = new CampaignEntries(model);
    }

    /// <summary>The playbook at work.</summary>
    public EngagementModel Model { get; }

    /// <inheritdoc/>
    public void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects)
    {
        effects.Clear();

        // 1. A duplicate does nothing.
        if (@event.HasMessageId && !user.Recent.TryAdd(@event.MessageHash, nowMs))
        {
            effects.Duplicate = true;
            return;
        }

        // 2. Count it, in windows, totals, days, session and traits.
        effects.Late = @event.RecordTimestampMs - @event.TimestampMs > Model.TimePolicy.LateAfterMs;
        bool newActiveDay = _recorder.Record(user, @event, nowMs, effects);

        // 3. What follows from it: band, stage, campaigns.
        var step = new Step(new EvaluationContext(Model, user, nowMs, @event), sendMs, CauseOf(@event));
        int bandBefore = (int)user.Band;
        if (newActiveDay)
        {
            _bands.Update(step.Context, effects);
        }

        bool moved = _stages.Update(step, effects);
        _entries.OnEvent(step, effects);
        FollowUp(step, moved, bandBefore, effects);
    }

    /// <inheritdoc/>
    public void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects)
    {
        effects.Clear();
        var step = new Step(new EvaluationContext(Model, user, dueMs, null), sendMs, new Cause(CauseKind.Silence, null));
        int bandBefore = (int)user.Band;
        if (_bands.DueMs(user, dueMs - 1) <= dueMs)
        {
            _bands.Update(step.Context, effects);
        }

        bool moved = _stages.Update(step, effects);
        _entries.OnAbsence(step, effects);
        FollowUp(step, moved, bandBefore, effects);
    }

    /// <inheritdoc/>
    public long NextDue(UserState user, long nowMs)
    {
        long due = Math.Min(_bands.DueMs(user, nowMs), _stages.DueMs(new EvaluationContext(Model, user, nowMs, null)));
        return Math.Max(nowMs + 1, Math.Min(due, CampaignEntries.DueMs(user)));
    }

    private void FollowUp(in Step step, bool moved, int bandBefore, EffectBuffer effects)
    {
        if (moved)
        {
            _entries.OnStage(step, effects.Transitions[^1], effects);
        }

        if ((int)step.Context.User.Band > bandBefore)
        {
            _entries.OnRiskBand(step, effects);
        }
    }

    private Cause CauseOf(InputEvent e) =>
        new(CauseKind.Event, e.EventIndex == EventSchema.Unlisted ? null : Model.Schema.EventNames[e.EventIndex]);
}
