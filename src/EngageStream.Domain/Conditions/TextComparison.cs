using System.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>
/// Whether a text about the user is (or, negated, is not) one of some constants. False when the text is missing, negated
/// or not.
/// </summary>
public sealed class TextComparison(TextExpression left, IReadOnlyList<string> constants, bool negated) : Condition
{
    private readonly byte[][] _constants = constants.Select(Encoding.UTF8.GetBytes).ToArray();

    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context)
    {
        if (!left.TryEvaluate(context, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        foreach (byte[] constant in _constants)
        {
            if (text.SequenceEqual(constant))
            {
                return !negated;
            }
        }

        return negated;
    }

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Durations.Never;

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => values.Add(left.Explain(context));
}

/// <summary>Whether a value is there at all.</summary>
public sealed class IsPresent(ValueExpression value) : Condition
{
    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context) => value switch
    {
        NumberExpression number => !double.IsNaN(number.Evaluate(context)),
        TextExpression text => text.TryEvaluate(context, out _),
        _ => false,
    };

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) => Durations.Never;

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) => values.Add(value.Explain(context));
}
