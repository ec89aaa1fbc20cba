using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Holds always, or never.</summary>
public sealed class ConstantCondition(bool value) : Condition
{
    /// <summary>Holds always.</summary>
    public static ConstantCondition True { get; } = new(true);

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context) => value;

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Durations.Never;

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values)
    {
    }
}

/// <summary>Holds when every part does.</summary>
public sealed class AllOf(IReadOnlyList<Condition> parts) : Condition
{
    private readonly Condition[] _parts = [.. parts];

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context)
    {
        foreach (Condition part in _parts)
        {
            if (!part.Holds(context))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Earliest.Of(_parts, context);

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values)
    {
        foreach (Condition part in _parts)
        {
            part.Explain(context, values);
        }
    }
}

/// <summary>Holds when at least one part does; explains itself by those that do, or by all when none does.</summary>
public sealed class AnyOf(IReadOnlyList<Condition> parts) : Condition
{
    private readonly Condition[] _parts = [.. parts];

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context)
    {
        foreach (Condition part in _parts)
        {
            if (part.Holds(context))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Earliest.Of(_parts, context);

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values)
    {
        bool holds = Holds(context);
        foreach (Condition part in _parts)
        {
            if (part.Holds(context) == holds)
            {
                part.Explain(context, values);
            }
        }
    }
}

/// <summary>Holds when its part does not.</summary>
public sealed class Not(Condition part) : Condition
{
    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context) => !part.Holds(context);

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => part.NextChange(context);

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => part.Explain(context, values);
}

internal static class Earliest
{
    public static long Of(Condition[] parts, in EvaluationContext context)
    {
        long earliest = Durations.Never;
        foreach (Condition part in parts)
        {
            earliest = Math.Min(earliest, part.NextChange(context));
        }

        return earliest;
    }
}
