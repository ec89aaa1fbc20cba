using System.Text;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Conditions;

/// <summary>Churn risk, 0 to 1: <c>risk</c>. Missing before the first activity.</summary>
public sealed class Risk : NumberExpression
{
    /// <inheritdoc/>
    public override string Source => "risk";

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) =>
        context.User.ActiveDays == 0 ? double.NaN : RiskClock.RiskAt(context.Model, context.User, context.NowMs);

    /// <inheritdoc/>
    public override long NextCrossing(in EvaluationContext context, double threshold)
    {
        long reached = RiskClock.ReachedAt(context.Model, context.User, threshold, context.NowMs);
        if (reached == Durations.Never)
        {
            return reached;
        }

        // The closed form is right to about 15 digits, so rounding up to the millisecond can come one late: look a little
        // earlier. The second look, from there, is at the instant itself.
        long slack = 1 + ((reached - context.NowMs) / 1_000_000_000_000);
        return reached - slack > context.NowMs ? reached - slack : reached;
    }
}

/// <summary>Compares the band of the churn risk: <c>band == high</c>, <c>band &gt;= medium</c>.</summary>
public sealed class BandComparison(ComparisonOperator @operator, RiskBand band) : Condition
{
    /// <inheritdoc/>
    public override bool Holds(in EvaluationContext context)
    {
        int order = context.User.Band.CompareTo(band);
        return @operator switch
        {
            ComparisonOperator.Equal => order == 0,
            ComparisonOperator.NotEqual => order != 0,
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <inheritdoc/>
    public override long NextChange(in EvaluationContext context) =>
        // The band is kept by the actor, whose own timer moves it.
        Durations.Never;

    /// <inheritdoc/>
    public override void Explain(in EvaluationContext context, ICollection<ExplainedValue> values) =>
        values.Add(new ExplainedValue("band", context.User.Band.ToString().ToLowerInvariant(), null));
}

/// <summary>Name of the current band, for templates: <c>band</c>.</summary>
public sealed class BandName : TextExpression
{
    private static readonly byte[][] Names = Enum.GetNames<RiskBand>().Select(n => Encoding.UTF8.GetBytes(n.ToLowerInvariant())).ToArray();

    /// <inheritdoc/>
    public override string Source => "band";

    /// <inheritdoc/>
    public override bool TryEvaluate(in EvaluationContext context, out ReadOnlySpan<byte> text)
    {
        text = Names[(int)context.User.Band];
        return true;
    }
}
