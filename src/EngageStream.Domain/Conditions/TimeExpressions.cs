using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Time since something, in milliseconds: it only grows in silence.</summary>
public abstract class ElapsedExpression : NumberExpression
{
    /// <inheritdoc/>
    public sealed override bool IsDuration => true;

    /// <summary>When it began; 0 for never, which makes the time missing.</summary>
    protected abstract long BeganMs(in EvaluationContext context);

    /// <inheritdoc/>
    public sealed override double Evaluate(in EvaluationContext context)
    {
        long began = BeganMs(context);
        return began == 0 ? double.NaN : Math.Max(0, context.NowMs - began);
    }

    /// <inheritdoc/>
    public sealed override long NextCrossing(in EvaluationContext context, double threshold)
    {
        long began = BeganMs(context);
        long reached = began == 0 ? Durations.Never : Durations.Add(began, (long)Math.Ceiling(Math.Max(0, threshold)));
        return reached > context.NowMs ? reached : Durations.Never;
    }
}

/// <summary>Time since the last activity: <c>silent</c>. Before the first activity, time since the first event.</summary>
public sealed class SilentFor : ElapsedExpression
{
    /// <inheritdoc/>
    public override string Source => "silent";

    /// <inheritdoc/>
    protected override long BeganMs(in EvaluationContext context) =>
        context.User.LastActivityMs != 0 ? context.User.LastActivityMs : context.User.FirstSeenMs;
}

/// <summary>Time since the last event of a name: <c>since('…')</c>.</summary>
public sealed class SinceEvent(string source, int eventIndex) : ElapsedExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    protected override long BeganMs(in EvaluationContext context) => context.User.Totals.Get(eventIndex).LastMs;
}

/// <summary>Time since the user was first seen: <c>age</c>.</summary>
public sealed class UserAge : ElapsedExpression
{
    /// <inheritdoc/>
    public override string Source => "age";

    /// <inheritdoc/>
    protected override long BeganMs(in EvaluationContext context) => context.User.FirstSeenMs;
}

/// <summary>Time in the current stage: <c>stage.for</c>.</summary>
public sealed class TimeInStage : ElapsedExpression
{
    /// <inheritdoc/>
    public override string Source => "stage.for";

    /// <inheritdoc/>
    protected override long BeganMs(in EvaluationContext context) => context.User.StageSinceMs;
}
