namespace EngageStream.Domain.Conditions;

/// <summary>
/// A question about a user with the answer yes or no, compiled once from a playbook. Implementations are immutable, keep
/// nothing between calls and allocate only in <see cref="Explain"/>.
/// </summary>
public abstract class Condition
{
    /// <summary>Whether it holds as of <see cref="EvaluationContext.NowMs"/>.</summary>
    public abstract bool Holds(in EvaluationContext context);

    /// <summary>
    /// The earliest instant after <see cref="EvaluationContext.NowMs"/> at which the answer can change by silence alone;
    /// <see cref="Time.Durations.Never"/> if it cannot. It may be too early (nothing changes then), never too late.
    /// </summary>
    public abstract long NextChange(in EvaluationContext context);

    /// <summary>
    /// <see cref="Holds(in EvaluationContext)"/> and <see cref="NextChange"/> at once, which costs less where both rest on the same.
    /// </summary>
    public virtual bool Holds(in EvaluationContext context, out long nextChangeMs)
    {
        nextChangeMs = NextChange(context);
        return Holds(context);
    }

    /// <summary>Adds the values on which the answer rests.</summary>
    public abstract void Explain(in EvaluationContext context, ICollection<ExplainedValue> values);
}
