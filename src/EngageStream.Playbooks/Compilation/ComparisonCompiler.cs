using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Expressions;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles the comparison of a value with constants; types must agree, and it must be able both to hold and to fail.</summary>
internal sealed class ComparisonCompiler(ExpressionContext context, ValueCompiler values)
{
    public CompiledCondition? Compile(ComparisonSyntax comparison)
    {
        bool flipped = IsLiteral(comparison.Left);
        Syntax left = flipped ? comparison.Right : comparison.Left;
        Syntax right = flipped ? comparison.Left : comparison.Right;
        if (IsLiteral(left))
        {
            context.Report(
                comparison,
                $"{context.Written(comparison)} compares two constants",
                "a value such as silent or count('…', 30d) on one side");
            return null;
        }

        if (values.Compile(left) is not { } value)
        {
            return null;
        }

        ComparisonOperator @operator = flipped ? Flip(comparison.Operator) : comparison.Operator;
        if (value.Kind is ValueKind.Text or ValueKind.Stage && @operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
        {
            context.Report(comparison, $"{value.Source} is {value.KindInWords} and has no order", "== or !=");
            return null;
        }

        return Constant(value, right) is { } constant ? Usable(comparison, value, Atom(value, @operator, constant)) : null;
    }

    public CompiledCondition? Compile(MembershipSyntax membership)
    {
        if (values.Compile(membership.Left) is not { } value)
        {
            return null;
        }

        var constants = new List<object>();
        foreach (Syntax item in membership.List.Items)
        {
            if (Constant(value, item) is not { } constant)
            {
                continue;
            }

            if (constants.Contains(constant))
            {
                context.Report(item, $"{context.Written(item)} comes twice");
            }

            constants.Add(constant);
        }

        List<CompiledCondition> atoms = constants.Select(c => Atom(value, ComparisonOperator.Equal, c)).ToList();
        if (constants.Count < membership.List.Items.Count)
        {
            return null;
        }

        if (value.Kind is ValueKind.Text or ValueKind.Stage)
        {
            string[] texts = [.. constants.Cast<string>()];
            return Usable(membership, value, TextIn((TextExpression)value.Expression, value, texts, negated: false));
        }

        return atoms.Zip(membership.List.Items, (atom, item) => Usable(item, value, atom)).All(a => a is not null)
            ? new CompiledCondition(new AnyOf([.. atoms.Select(a => a.Condition)]), Formula.Any([.. atoms.Select(a => a.Formula)]))
            : null;
    }

    private CompiledCondition? Usable(Syntax at, TypedValue value, CompiledCondition atom)
    {
        var formula = (AtomFormula)atom.Formula;
        if (formula.Holds.IsEmpty)
        {
            context.Report(at, $"{context.Written(at)} can never hold", $"{value.Source} to be {value.Range}");
            return null;
        }

        if (formula.Fails.IsEmpty)
        {
            context.Report(at, $"{context.Written(at)} always holds", $"{value.Source} to be {value.Range}");
            return null;
        }

        return atom;
    }

    private static CompiledCondition Atom(TypedValue value, ComparisonOperator @operator, object constant) => value.Kind switch
    {
        ValueKind.Number or ValueKind.Duration => NumberAtom(value, @operator, (double)constant),
        ValueKind.Band => BandAtom(value, @operator, (string)constant),
        _ => TextIn((TextExpression)value.Expression, value, [(string)constant], @operator == ComparisonOperator.NotEqual),
    };

    private static CompiledCondition NumberAtom(TypedValue value, ComparisonOperator @operator, double constant)
    {
        NumberSet holds = Within(NumberSet.Where(@operator, constant));
        NumberSet fails = Within(NumberSet.Where(Invert(@operator), constant)) with { MayBeMissing = value.Possible.MayBeMissing };
        return new CompiledCondition(
            new NumberComparison((NumberExpression)value.Expression, @operator, constant), new AtomFormula(value.Source, holds, fails));

        NumberSet Within(NumberSet numbers)
        {
            var possible = (NumberSet)numbers.Intersect(value.Possible);
            return value.IsWhole ? possible.ToWhole() : possible;
        }
    }

    private static CompiledCondition BandAtom(TypedValue value, ComparisonOperator @operator, string constant)
    {
        int order = value.Names.ToList().IndexOf(constant);
        ILookup<bool, string> names = value.Names.Select((name, i) => (name, i)).ToLookup(
            n => Compares(n.i, @operator, order), n => n.name);
        return new CompiledCondition(
            new BandComparison(@operator, (RiskBand)order), new AtomFormula(
                value.Source, TextSet.Of(names[true]), TextSet.Of(names[false])));
    }

    private static CompiledCondition TextIn(TextExpression expression, TypedValue value, string[] constants, bool negated)
    {
        ValueSet named = TextSet.Of(constants).Intersect(value.Possible with { MayBeMissing = false });
        ValueSet others = TextSet.AllBut(constants).Intersect(value.Possible with { MayBeMissing = false });
        (ValueSet holds, ValueSet fails) = negated ? (others, named) : (named, others);
        return new CompiledCondition(
            new TextComparison(expression, constants, negated),
            new AtomFormula(value.Source, holds, fails with { MayBeMissing = value.Possible.MayBeMissing }));
    }

    /// <summary>The constant as a number or a text, as the value's type demands.</summary>
    private object? Constant(TypedValue value, Syntax constant)
    {
        switch (value.Kind, constant)
        {
            case (ValueKind.Number, NumberSyntax { IsDuration: false } number):
                return number.Value;
            case (ValueKind.Duration, NumberSyntax { IsDuration: true } duration):
                return duration.Value;
            case (ValueKind.Text, TextSyntax text):
                return text.Value;
            case (ValueKind.Stage or ValueKind.Band, NameSyntax or TextSyntax):
                string name = constant is TextSyntax quoted ? quoted.Value : ((NameSyntax)constant).Name;
                if (value.Names.Contains(name))
                {
                    return name;
                }

                context.ReportUnknown(constant, value.Kind == ValueKind.Stage ? "stage" : "risk band", name, value.Names.ToList());
                return null;
            default:
                ReportMismatch(value, constant);
                return null;
        }
    }

    private void ReportMismatch(TypedValue value, Syntax constant)
    {
        string written = context.Written(constant);
        string actual = constant switch
        {
            NumberSyntax { IsDuration: true } => "a duration",
            NumberSyntax => "a number",
            TextSyntax => "a text",
            FlagSyntax => "true or false",
            _ => "no constant",
        };
        (string expected, string? suggestion) = value.Kind switch
        {
            ValueKind.Number => ("a number such as 3", null),
            ValueKind.Duration => ("a duration such as 30d", constant is NumberSyntax ? written + "d" : null),
            ValueKind.Text => ("a text in quotes", constant is NameSyntax ? $"'{written}'" : null),
            _ => (ErrorSink.OneOf(value.Names.ToList())!, null),
        };
        context.Report(constant, $"{value.Source} is {value.KindInWords}, {written} is {actual}", expected, suggestion);
    }

    private static bool IsLiteral(Syntax syntax) => syntax is NumberSyntax or TextSyntax or FlagSyntax;

    private static bool Compares(int left, ComparisonOperator @operator, int right) => @operator switch
    {
        ComparisonOperator.Equal => left == right,
        ComparisonOperator.NotEqual => left != right,
        ComparisonOperator.Less => left < right,
        ComparisonOperator.LessOrEqual => left <= right,
        ComparisonOperator.Greater => left > right,
        _ => left >= right,
    };

    private static ComparisonOperator Flip(ComparisonOperator @operator) => @operator switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => @operator,
    };

    private static ComparisonOperator Invert(ComparisonOperator @operator) => @operator switch
    {
        ComparisonOperator.Equal => ComparisonOperator.NotEqual,
        ComparisonOperator.NotEqual => ComparisonOperator.Equal,
        ComparisonOperator.Less => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.LessOrEqual => ComparisonOperator.Greater,
        ComparisonOperator.Greater => ComparisonOperator.LessOrEqual,
        _ => ComparisonOperator.Less,
    };
}
