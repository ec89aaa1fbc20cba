namespace EngageStream.Domain.Conditions;

/// <summary>A value about a user, compiled once from a playbook: a number, a duration in milliseconds, or text.</summary>
public abstract class ValueExpression
{
    /// <summary>As the playbook writes it.</summary>
    public abstract string Source { get; }

    /// <summary>The value in words, invariant culture; <see langword="null"/> where it is missing.</summary>
    public abstract string? Format(in EvaluationContext context);

    /// <summary>The value with its source.</summary>
    public abstract ExplainedValue Explain(in EvaluationContext context);
}

/// <summary>A value that is a number or a duration in milliseconds. NaN means missing; a comparison with it is false.</summary>
public abstract class NumberExpression : ValueExpression
{
    /// <summary>Whether the number is a duration in milliseconds.</summary>
    public virtual bool IsDuration => false;

    /// <summary>The number as of now.</summary>
    public abstract double Evaluate(in EvaluationContext context);

    /// <summary>
    /// The earliest instant after now at which the answer to <c>value &gt;= threshold</c> can change by silence alone; may
    /// be too early, never too late.
    /// </summary>
    public abstract long NextCrossing(in EvaluationContext context, double threshold);

    /// <summary>Like <see cref="Evaluate(in EvaluationContext)"/> and <see cref="NextCrossing"/> at once.</summary>
    public virtual double Evaluate(in EvaluationContext context, double threshold, out long nextCrossingMs)
    {
        nextCrossingMs = NextCrossing(context, threshold);
        return Evaluate(context);
    }

    /// <inheritdoc/>
    public sealed override string? Format(in EvaluationContext context)
    {
        double value = Evaluate(context);
        return double.IsNaN(value) ? null : IsDuration ? ValueText.Duration(value) : ValueText.Number(value);
    }

    /// <inheritdoc/>
    public sealed override ExplainedValue Explain(in EvaluationContext context)
    {
        double value = Evaluate(context);
        return new ExplainedValue(Source, Format(context) ?? "missing", double.IsFinite(value) ? value : null);
    }
}

/// <summary>A value that is text, compared as UTF-8 bytes.</summary>
public abstract class TextExpression : ValueExpression
{
    /// <summary>The text as UTF-8; false where it is missing.</summary>
    public abstract bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text);

    /// <inheritdoc/>
    public sealed override string? Format(in EvaluationContext context) =>
        TryEvaluate(context, out ReadOnlySpan<byte> text) ? System.Text.Encoding.UTF8.GetString(text) : null;

    /// <inheritdoc/>
    public sealed override ExplainedValue Explain(in EvaluationContext context) => new(Source, Format(context) ?? "missing", null);
}
