using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Holds always, or never.</summary>
public sealed class ConstantCondition : Condition
{
    private readonly bool _value;

    private ConstantCondition(bool value) => _value = value;

    /// <summary>Holds always.</summary>
    public static ConstantCondition True { get; } = new(true);

    /// <summary>Holds never.</summary>
    public static ConstantCondition False { get; } = new(false);

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context) => _value;

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Durations.Never;

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values)
    {
    }
}
