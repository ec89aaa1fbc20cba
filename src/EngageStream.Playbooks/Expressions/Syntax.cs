using EngageStream.Domain.Conditions;

namespace EngageStream.Playbooks.Expressions;

/// <summary>A part of an expression as written, from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
internal abstract record Syntax(int Start, int End);

internal sealed record NumberSyntax(int Start, int End, string Text, double Value, bool IsDuration) : Syntax(Start, End);

internal sealed record TextSyntax(int Start, int End, string Value) : Syntax(Start, End);

internal sealed record FlagSyntax(int Start, int End, bool Value) : Syntax(Start, End);

internal sealed record NameSyntax(int Start, int End, string Name) : Syntax(Start, End);

internal sealed record CallSyntax(int Start, int End, string Name, IReadOnlyList<Syntax> Arguments) : Syntax(Start, End);

internal sealed record ListSyntax(int Start, int End, IReadOnlyList<Syntax> Items) : Syntax(Start, End);

internal sealed record ComparisonSyntax(int Start, int End, ComparisonOperator Operator, Syntax Left, Syntax Right) : Syntax(Start, End);

internal sealed record MembershipSyntax(int Start, int End, Syntax Left, ListSyntax List) : Syntax(Start, End);

internal sealed record NotSyntax(int Start, int End, Syntax Part) : Syntax(Start, End);

internal sealed record AndSyntax(int Start, int End, Syntax Left, Syntax Right) : Syntax(Start, End);

internal sealed record OrSyntax(int Start, int End, Syntax Left, Syntax Right) : Syntax(Start, End);

internal sealed record FallbackSyntax(int Start, int End, Syntax Value, Syntax Fallback) : Syntax(Start, End);
