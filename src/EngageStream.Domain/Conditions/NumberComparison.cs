namespace EngageStream.Domain.Conditions;

/// <summary>How two values are compared.</summary>
public enum ComparisonOperator : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Compares a number about the user with a constant. False when the number is missing, whatever the operator.</summary>
public sealed class NumberComparison(NumberExpression left, ComparisonOperator @operator, double right) : Condition
{
    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context)
    {
        double value = left.Evaluate(context);
        return @operator switch
        {
            ComparisonOperator.Equal => value == right,
            ComparisonOperator.NotEqual => value != right && !double.IsNaN(value),
            ComparisonOperator.Less => value < right,
            ComparisonOperator.LessOrEqual => value <= right,
            ComparisonOperator.Greater => value > right,
            _ => value >= right,
        };
    }

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => @operator switch
    {
        ComparisonOperator.Less or ComparisonOperator.GreaterOrEqual => left.NextCrossing(context, right),
        ComparisonOperator.LessOrEqual or ComparisonOperator.Greater => left.NextCrossing(context, Math.BitIncrement(right)),
        _ => Math.Min(left.NextCrossing(context, right), left.NextCrossing(context, Math.BitIncrement(right))),
    };

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => values.Add(left.Explain(context));
}
