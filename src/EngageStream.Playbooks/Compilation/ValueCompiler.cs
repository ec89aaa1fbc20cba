using EngageStream.Playbooks.Expressions;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles what stands where a value belongs.</summary>
internal sealed class ValueCompiler(ExpressionContext context, NameCompiler names, FunctionCompiler functions)
{
    public TypedValue? Compile(Syntax syntax)
    {
        switch (syntax)
        {
            case NameSyntax name:
                return names.Compile(name);
            case CallSyntax call:
                return functions.Value(call);
            case FallbackSyntax:
                context.Report(syntax, "?? stands in a variable only, once, before a constant");
                return null;
            default:
                context.Report(
                    syntax, $"{context.Written(syntax)} is no value about the user", "a value such as silent, risk or count('…', 30d)");
                return null;
        }
    }
}
