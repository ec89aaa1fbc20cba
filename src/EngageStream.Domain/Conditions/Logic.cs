using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

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
    public override long NextChange(in EvaluationContext context) => PartsChange.Next(_parts, decidedBy: false, context);

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
    public override long NextChange(in EvaluationContext context) => PartsChange.Next(_parts, decidedBy: true, context);

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

internal static class PartsChange
{
    /// <summary>
    /// When the answer of an "all of" (decided by a part that fails) or an "any of" (decided by one that holds) can change. As
    /// long as any part decides, the answer stands, so it can change only after the last of the deciding parts may; without
    /// one, any part that turns changes it.
    /// </summary>
    public static long Next(Condition[] parts, bool decidedBy, in EvaluationContext context)
    {
        bool isDecided = false;
        long last = 0;
        foreach (Condition part in parts)
        {
            if (part.Holds(context) == decidedBy)
            {
                isDecided = true;
                last = Math.Max(last, part.NextChange(context));
            }
        }

        return isDecided ? last : Earliest(parts, context);
    }

    private static long Earliest(Condition[] parts, in EvaluationContext context)
    {
        long next = Durations.Never;
        foreach (Condition part in parts)
        {
            next = Math.Min(next, part.NextChange(context));
        }

        return next;
    }
}
