using System.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Name of the current stage: <c>stage</c>. Stage conditions themselves must not use it.</summary>
public sealed class StageName(IReadOnlyList<string> names) : TextExpression
{
    private readonly byte[][] _names = names.Select(Encoding.UTF8.GetBytes).ToArray();

    /// <inheritdoc/>
    public override string Source => "stage";

    /// <inheritdoc/>
    public override bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text)
    {
        int stage = context.User.Stage;
        text = stage >= 0 ? _names[stage] : default;
        return stage >= 0;
    }
}

/// <summary>A text that is always the same.</summary>
public sealed class ConstantText(string value) : TextExpression
{
    private readonly byte[] _value = Encoding.UTF8.GetBytes(value);

    /// <inheritdoc/>
    public override string Source => $"'{value}'";

    /// <inheritdoc/>
    public override bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text)
    {
        text = _value;
        return true;
    }
}

/// <summary>A number that is always the same.</summary>
public sealed class ConstantNumber(double value, bool isDuration) : NumberExpression
{
    /// <inheritdoc/>
    public override bool IsDuration => isDuration;

    /// <inheritdoc/>
    public override string Source => isDuration ? ValueText.Duration(value) : ValueText.Number(value);

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) => value;

    /// <inheritdoc/>
    public override long NextCrossing(in EvaluationContext context, double threshold) => Durations.Never;
}
