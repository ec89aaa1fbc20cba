using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Expressions;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles conditions: the logic between comparisons, and whether it can hold at all.</summary>
internal sealed class ConditionCompiler
{
    private readonly ExpressionContext _context;
    private readonly FunctionCompiler _functions;
    private readonly ValueCompiler _values;
    private readonly ComparisonCompiler _comparisons;

    private ConditionCompiler(ExpressionContext context)
    {
        _context = context;
        var names = new NameCompiler(context);
        _functions = new FunctionCompiler(context, names);
        _values = new ValueCompiler(context, names, _functions);
        _comparisons = new ComparisonCompiler(context, _values);
    }

    /// <summary>The condition in a scalar; <see langword="null"/>, with the reason among the errors, where there is none.</summary>
    public static CompiledCondition? Compile(YamlScalar scalar, Scope scope, ModelTables tables, ErrorSink errors)
    {
        if (scalar.IsTorn || ExpressionParser.TryParse(scalar, errors) is not { } syntax)
        {
            return null;
        }

        var context = new ExpressionContext(scalar, scope, tables, errors);
        CompiledCondition? condition = new ConditionCompiler(context).Compile(syntax);
        if (condition is null || Satisfiability.CanHold(condition.Formula))
        {
            return condition;
        }

        context.Report(syntax, $"{context.Written(syntax)} can never hold");
        return null;
    }

    private CompiledCondition? Compile(Syntax syntax)
    {
        switch (syntax)
        {
            case AndSyntax:
                return CompileAll(Operands<AndSyntax>(syntax, s => (s.Left, s.Right)));
            case OrSyntax:
                return CompileAny(Operands<OrSyntax>(syntax, s => (s.Left, s.Right)));
            case NotSyntax not:
                return Compile(not.Part) is { } part ? new CompiledCondition(new Not(part.Condition), part.Formula.Negate()) : null;
            case ComparisonSyntax comparison:
                return _comparisons.Compile(comparison);
            case MembershipSyntax membership:
                return _comparisons.Compile(membership);
            case FlagSyntax flag:
                return new CompiledCondition(
                    flag.Value ? ConstantCondition.True : ConstantCondition.False, flag.Value ? Formula.True : Formula.False);
            case CallSyntax call when FunctionCompiler.IsCondition(call):
                return _functions.Condition(call);
            case NumberSyntax or TextSyntax or ListSyntax:
                _context.Report(syntax, $"{_context.Written(syntax)} is a constant, not a condition", "a comparison such as silent >= 30d");
                return null;
            default:
                if (_values.Compile(syntax) is { } value)
                {
                    _context.Report(
                        syntax,
                        $"{_context.Written(syntax)} is {value.KindInWords}, not a condition",
                        $"a comparison such as {Example(value)}");
                }

                return null;
        }
    }

    private CompiledCondition? CompileAll(List<Syntax> operands)
    {
        // Every part is compiled, so that all errors show; only then is a contradiction worth looking for.
        List<CompiledCondition?> parts = operands.Select(Compile).ToList();
        if (parts.Contains(null))
        {
            return null;
        }

        List<Formula> formulas = parts.Select(p => p!.Formula).ToList();
        for (int i = 1; i < formulas.Count; i++)
        {
            if (Satisfiability.CanHold(Formula.All([.. formulas.Take(i + 1)]))
                || !Satisfiability.CanHold(Formula.All([.. formulas.Take(i)])))
            {
                continue;
            }

            int other = formulas.FindIndex(0, i, f => !Satisfiability.CanHold(Formula.All(f, formulas[i])));
            string earlier = other < 0 ? "what stands before it" : _context.Written(operands[other]);
            _context.Report(operands[i], $"{_context.Written(operands[i])} contradicts {earlier}");
            return null;
        }

        return new CompiledCondition(new AllOf([.. parts.Select(p => p!.Condition)]), Formula.All(formulas));
    }

    private CompiledCondition? CompileAny(List<Syntax> operands)
    {
        List<CompiledCondition?> parts = operands.Select(Compile).ToList();
        return parts.Contains(null)
            ? null
            : new CompiledCondition(new AnyOf([.. parts.Select(p => p!.Condition)]), Formula.Any([.. parts.Select(p => p!.Formula)]));
    }

    /// <summary>The operands of a chain of the same operator, from left to right.</summary>
    private static List<Syntax> Operands<T>(Syntax syntax, Func<T, (Syntax Left, Syntax Right)> sides)
        where T : Syntax
    {
        var operands = new List<Syntax>();
        while (syntax is T chain)
        {
            (syntax, Syntax right) = sides(chain);
            operands.Add(right);
        }

        operands.Add(syntax);
        operands.Reverse();
        return operands;
    }

    private static string Example(TypedValue value) => value.Kind switch
    {
        ValueKind.Number => $"{value.Source} >= {(value.Source == "risk" ? "0.7" : "1")}",
        ValueKind.Duration => $"{value.Source} >= 30d",
        ValueKind.Text => $"{value.Source} == 'text' or has({value.Source})",
        _ => $"{value.Source} == {value.Names[0]}",
    };
}
