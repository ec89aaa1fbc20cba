using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Conditions;

/// <summary>Number of a metric's events in a window.</summary>
public sealed class WindowCount(string source, int metric, WindowSpan span) : NumberExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) =>
        WindowReader.Total(context.User.Cells, metric, span, context.NowMs, context.Model.Calendar);

    /// <inheritdoc/>
    public override long NextCrossing(in EvaluationContext context, double threshold) =>
        WindowReader.FallsBelow(context.User.Cells, metric, span, threshold, context.NowMs, context.Model.Calendar, out _);

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context, double threshold, out long nextCrossingMs)
    {
        nextCrossingMs = WindowReader.FallsBelow(
            context.User.Cells, metric, span, threshold, context.NowMs, context.Model.Calendar, out double total);
        return total;
    }
}

/// <summary>Sum of a property of a metric's events in a window; 0 where there are none.</summary>
public sealed class WindowSum(string source, int metric, WindowSpan span) : NumberExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) =>
        WindowReader.Total(context.User.Cells, metric, span, context.NowMs, context.Model.Calendar);

    /// <inheritdoc/>
    public override long NextCrossing(in EvaluationContext context, double threshold) =>
        // A sum may hold refunds, so it can rise in silence, too: every expiry is a chance.
        WindowReader.NextExpiry(context.User.Cells, metric, span, context.NowMs, context.Model.Calendar);
}

/// <summary>Distinct local days with a metric's events in a window.</summary>
public sealed class WindowDays(string source, int metric, WindowSpan span) : NumberExpression
{
    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context) =>
        WindowReader.Days(context.User.Cells, metric, span, context.NowMs, context.Model.Calendar);

    /// <inheritdoc/>
    public override long NextCrossing(in EvaluationContext context, double threshold) =>
        WindowReader.DaysFallBelow(context.User.Cells, metric, span, threshold, context.NowMs, context.Model.Calendar, out _);

    /// <inheritdoc/>
    public override double Evaluate(in EvaluationContext context, double threshold, out long nextCrossingMs)
    {
        nextCrossingMs = WindowReader.DaysFallBelow(
            context.User.Cells, metric, span, threshold, context.NowMs, context.Model.Calendar, out int days);
        return days;
    }
}
