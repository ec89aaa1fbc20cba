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
    // What the value has to reach for the answer to turn; with "equal" that is one of two.
    private readonly double _threshold =
        @operator is ComparisonOperator.LessOrEqual or ComparisonOperator.Greater ? Math.BitIncrement(right) : right;

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context) => Holds(left.Evaluate(context));

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context)
    {
        long next = left.NextCrossing(context, _threshold);
        return @operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual
            ? Math.Min(next, left.NextCrossing(context, Math.BitIncrement(right)))
            : next;
    }

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context, out long nextChangeMs)
    {
        if (@operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            return base.Holds(context, out nextChangeMs);
        }

        return Holds(left.Evaluate(context, _threshold, out nextChangeMs));
    }

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => values.Add(left.Explain(context));

    private bool Holds(double value) => @operator switch
    {
        ComparisonOperator.Equal => value == right,
        ComparisonOperator.NotEqual => value != right && !double.IsNaN(value),
        ComparisonOperator.Less => value < right,
        ComparisonOperator.LessOrEqual => value <= right,
        ComparisonOperator.Greater => value > right,
        _ => value >= right,
    };
}
