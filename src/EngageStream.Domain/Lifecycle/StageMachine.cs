using EngageStream.Domain.Actors;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Lifecycle;

/// <summary>
/// The lifecycle: a user is in the first stage whose condition holds. With the starter playbook:
/// <code>
///                 activation            2 payments or 8 active days
///  introduction ─────────────▶ growth ◀────────────────────────────▶ maturity
///        │                        │      (back when they leave the window)  │
///        └───────── 30 d silent ──┴──────────────▶ dormant ◀────────────────┘
///                                                     │ 180 d silent
///        any activity: back, resurrected ◀────────────┴──────────▶ churned
/// </code>
/// </summary>
public sealed class StageMachine(EngagementModel model)
{
    private readonly Stage[] _stages = [.. model.Stages];
    private readonly List<ExplainedValue> _values = [];
    // Of the last step: when the stage can change next, which is asked right after it and rests on the same.
    private UserState? _stepped;
    private long _steppedMs;
    private long _dueMs;

    /// <summary>Moves the user to the stage that holds now; true if that is another one.</summary>
    public bool Update(in Step step, EffectBuffer effects)
    {
        UserState user = step.Context.User;
        int to = Current(step.Context, out _dueMs);
        _stepped = user;
        _steppedMs = step.Context.NowMs;
        if (to == user.Stage)
        {
            return false;
        }

        _values.Clear();
        ExplainChange(step.Context, user.Stage, to, _values);
        bool resurrected = user.Stage >= 0 && _stages[user.Stage].Away && !_stages[to].Away;
        effects.Transitions.Add(
            new TransitionEffect(user.Stage, to, user.StageSinceMs, step.Context.NowMs, step.Cause, resurrected, _values.ToArray()));
        effects.ProfileChanged = true;
        user.Stage = to;
        user.StageSinceMs = step.Context.NowMs;
        return true;
    }

    /// <summary>
    /// When another stage can hold by silence alone: an earlier one begins to, or the current one ceases. Right after
    /// <see cref="Update"/> as of the same instant that is known.
    /// </summary>
    public long DueMs(in EvaluationContext context)
    {
        bool isKnown = ReferenceEquals(_stepped, context.User) && _steppedMs == context.NowMs;
        _stepped = null;
        return isKnown ? _dueMs : NextChange(context);
    }

    private long NextChange(in EvaluationContext context)
    {
        int last = context.User.Stage < 0 ? _stages.Length - 1 : context.User.Stage;
        long due = Durations.Never;
        for (int i = 0; i <= last; i++)
        {
            due = Math.Min(due, _stages[i].When.NextChange(context));
        }

        return due;
    }

    // The first stage that holds, the last one in any case; and when the answer of one of those up to it can change.
    private int Current(in EvaluationContext context, out long dueMs)
    {
        dueMs = Durations.Never;
        for (int i = 0; ; i++)
        {
            bool holds = _stages[i].When.Holds(context, out long next);
            dueMs = Math.Min(dueMs, next);
            if (holds || i == _stages.Length - 1)
            {
                return i;
            }
        }
    }

    // What made the new stage true; and, where the user fell out of an earlier stage, what made that one false.
    private void ExplainChange(in EvaluationContext context, int from, int to, List<ExplainedValue> values)
    {
        _stages[to].When.Explain(context, values);
        if (from >= 0 && from < to)
        {
            _stages[from].When.Explain(context, values);
        }
    }
}
