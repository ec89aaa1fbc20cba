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
    public sealed override double Evaluate(in EvaluationContext context) => Elapsed(BeganMs(context), context.NowMs);

    /// <inheritdoc/>
    public sealed override long NextCrossing(in EvaluationContext context, double threshold) =>
        Reaches(threshold, BeganMs(context), context.NowMs);

    /// <inheritdoc/>
    public sealed override double Evaluate(in EvaluationContext context, double threshold, out long nextCrossingMs)
    {
        long began = BeganMs(context);
        nextCrossingMs = Reaches(threshold, began, context.NowMs);
        return Elapsed(began, context.NowMs);
    }

    private static double Elapsed(long beganMs, long nowMs) => beganMs == 0 ? double.NaN : Math.Max(0, nowMs - beganMs);

    private static long Reaches(double threshold, long beganMs, long nowMs)
    {
        long reached = beganMs == 0 ? Durations.Never : Durations.Add(beganMs, (long)Math.Ceiling(Math.Max(0, threshold)));
        return reached > nowMs ? reached : Durations.Never;
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
