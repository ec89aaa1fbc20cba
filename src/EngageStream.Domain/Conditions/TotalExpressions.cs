using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>A number that silence alone never changes.</summary>
public abstract class SteadyNumber : NumberExpression
{
    /// <inheritdoc/>
    public sealed override long NextCrossing(in EvaluationContext context, double threshold) => Durations.Never;
}

/// <summary>How often an event ever happened: <c>total('…')</c>; <c>ever('…')</c> is <c>total('…') &gt;= 1</c>.</summary>
public sealed class LifetimeCount(string source, int eventIndex) : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) => context.User.Totals.Get(eventIndex).Count;
}

/// <summary>Distinct local days with activity, ever: <c>active_days</c>.</summary>
public sealed class ActiveDays : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => "active_days";

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) => context.User.ActiveDays;
}

/// <summary>Sessions so far, the current one included: <c>sessions</c>.</summary>
public sealed class SessionCount : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => "sessions";

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) => context.User.Sessions;
}

/// <summary>Length of the current or last session, from its first activity to its last: <c>session.length</c>.</summary>
public sealed class SessionLength : SteadyNumber
{
    /// <inheritdoc/>
    public override string Source => "session.length";

    /// <inheritdoc/>
    public override bool IsDuration => true;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) => context.User.SessionLastMs - context.User.SessionStartMs;
}
