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
    public override long NextChange(in EvaluationContext context)
    {
        Holds(context, out long nextChangeMs);
        return nextChangeMs;
    }

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context, out long nextChangeMs) =>
        Parts.Answer(_parts, decidedBy: false, context, out nextChangeMs);

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
    public override long NextChange(in EvaluationContext context)
    {
        Holds(context, out long nextChangeMs);
        return nextChangeMs;
    }

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context, out long nextChangeMs) =>
        Parts.Answer(_parts, decidedBy: true, context, out nextChangeMs);

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
    public override bool Holds(in EvaluationContext context, out long nextChangeMs) => !part.Holds(context, out nextChangeMs);

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => part.Explain(context, values);
}

internal static class Parts
{
    /// <summary>
    /// The answer of an "all of" (decided by a part that fails) or an "any of" (decided by one that holds), and when it can change.
    /// As long as any part decides, the answer stands, so it can change only after the last of the deciding parts may; without
    /// one, any part that turns changes it.
    /// </summary>
    public static bool Answer(Condition[] parts, bool decidedBy, in EvaluationContext context, out long nextChangeMs)
    {
        long earliest = Durations.Never;
        for (int i = 0; i < parts.Length; i++)
        {
            bool holds = parts[i].Holds(context, out long next);
            if (holds == decidedBy)
            {
                nextChangeMs = LastOfDeciding(parts.AsSpan(i + 1), decidedBy, context, next);
                return decidedBy;
            }

            earliest = Math.Min(earliest, next);
        }

        nextChangeMs = earliest;
        return !decidedBy;
    }

    // When the others change does not matter now; to find out can be dear.
    private static long LastOfDeciding(ReadOnlySpan<Condition> rest, bool decidedBy, in EvaluationContext context, long first)
    {
        long last = first;
        for (int i = 0; i < rest.Length && last != Durations.Never; i++)
        {
            if (rest[i].Holds(context) == decidedBy)
            {
                last = Math.Max(last, rest[i].NextChange(context));
            }
        }

        return last;
    }
}
