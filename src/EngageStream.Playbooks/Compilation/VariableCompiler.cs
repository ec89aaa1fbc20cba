using EngageStream.Domain.Conditions;
using EngageStream.Domain.Model;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Expressions;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles a template's variable: a value, a constant, or <c>value ?? constant</c>.</summary>
internal static class VariableCompiler
{
    public static Variable? Compile(string name, YamlScalar scalar, Scope scope, ModelTables tables, ErrorSink errors)
    {
        if (!scalar.IsPlain && IsProse(scalar.Text))
        {
            errors.Report(
                scalar.Mark,
                $"YAML takes these quotes for its own, and {scalar.Kind} is read as an expression",
                "quotes within quotes",
                $"\"'{scalar.Text}'\"");
            return null;
        }

        if (scalar.IsTorn || ExpressionParser.TryParse(scalar, errors) is not { } syntax)
        {
            return null;
        }

        var context = new ExpressionContext(scalar, scope, tables, errors);
        Syntax valueSyntax = syntax;
        string? fallback = null;
        if (syntax is FallbackSyntax { Value: var before, Fallback: var after })
        {
            valueSyntax = before;
            fallback = Constant(after)?.Text;
            if (fallback is null)
            {
                context.Report(after, $"{context.Written(after)} cannot be a fallback", "a text in quotes, a number or a duration");
            }
        }

        ValueExpression? value = ValueOf(valueSyntax, context);
        return value is null || (fallback is null && syntax is FallbackSyntax) ? null : new Variable(name, value, fallback);
    }

    /// <summary>Whether a text is words that were surely not meant as an expression.</summary>
    private static bool IsProse(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is ' ' or ',' or '!' or '-') && text.Any(char.IsLetter) && !NameCompiler.IsKnown(text);

    private static ValueExpression? ValueOf(Syntax syntax, ExpressionContext context)
    {
        if (Constant(syntax) is { } constant)
        {
            return constant.Expression;
        }

        if (syntax is ComparisonSyntax or MembershipSyntax or NotSyntax or AndSyntax or OrSyntax or FlagSyntax or ListSyntax)
        {
            context.Report(syntax, $"{context.Written(syntax)} is a condition, not a value", "a value such as trait.firstName ?? 'there'");
            return null;
        }

        var names = new NameCompiler(context);
        return new ValueCompiler(context, names, new FunctionCompiler(context, names)).Compile(syntax)?.Expression;
    }

    private static (ValueExpression Expression, string Text)? Constant(Syntax syntax) => syntax switch
    {
        TextSyntax text => (new ConstantText(text.Value), text.Value),
        NumberSyntax { IsDuration: true } duration => (new ConstantNumber(duration.Value, true), ValueText.Duration(duration.Value)),
        NumberSyntax number => (new ConstantNumber(number.Value, false), ValueText.Number(number.Value)),
        _ => null,
    };
}
