using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Analysis;

namespace EngageStream.Playbooks.Compilation;

internal enum ValueKind : byte
{
    Number,
    Duration,
    Text,
    Stage,
    Band,
}

/// <summary>A value about the user with its type.</summary>
/// <param name="Expression">How it is computed.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Possible">Every value it can have.</param>
/// <param name="Range">The same in words.</param>
/// <param name="IsWhole">Whether it is a whole number.</param>
internal sealed record TypedValue(ValueExpression Expression, ValueKind Kind, ValueSet Possible, string Range, bool IsWhole = false)
{
    public string Source => Expression.Source;

    /// <summary>Names that it can be compared with, where those are fixed.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public string KindInWords => Kind switch
    {
        ValueKind.Number => "a number",
        ValueKind.Duration => "a duration",
        ValueKind.Text => "a text",
        ValueKind.Stage => "a stage",
        _ => "a risk band",
    };

    public static TypedValue Number(NumberExpression expression, double least = double.NegativeInfinity, bool mayBeMissing = false) =>
        new(expression, ValueKind.Number, From(least, mayBeMissing), least == 0 ? "0 or more" : "any number");

    /// <summary>A whole number from 0 to <paramref name="most"/>.</summary>
    public static TypedValue Whole(NumberExpression expression, double most = double.PositiveInfinity) =>
        new(
            expression,
            ValueKind.Number,
            new NumberSet([new Interval(0, true, most, true)], false),
            double.IsInfinity(most) ? "a whole number from 0" : $"a whole number from 0 to {ValueText.Number(most)}",
            IsWhole: true);

    public static TypedValue Duration(NumberExpression expression, bool mayBeMissing = false) =>
        new(expression, ValueKind.Duration, From(0, mayBeMissing), "a duration from 0s");

    public static TypedValue Text(TextExpression expression) =>
        new(expression, ValueKind.Text, TextSet.AllBut([]) with { MayBeMissing = true }, "any text");

    public static TypedValue OneOf(TextExpression expression, ValueKind kind, IReadOnlyList<string> names) =>
        new(expression, kind, TextSet.Of(names), "one of " + string.Join(", ", names)) { Names = names };

    private static NumberSet From(double least, bool mayBeMissing) =>
        new([new Interval(least, true, double.PositiveInfinity, true)], mayBeMissing);
}
