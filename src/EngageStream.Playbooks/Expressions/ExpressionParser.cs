using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Expressions;

/// <summary>
/// A Pratt parser. Operators by how tightly they bind:
/// <code>
///  1 or    2 and    3 not    4 == != &lt; &lt;= &gt; &gt;= in    5 ??
/// </code>
/// </summary>
internal sealed class ExpressionParser
{
    private const int NotPower = 3;
    private const int ComparisonPower = 4;
    private const int DeepestNesting = 64;
    private const int LongestText = 4000;

    private static readonly Dictionary<string, int> Powers = new()
    {
        ["or"] = 1,
        ["and"] = 2,
        ["=="] = ComparisonPower,
        ["!="] = ComparisonPower,
        ["<"] = ComparisonPower,
        ["<="] = ComparisonPower,
        [">"] = ComparisonPower,
        [">="] = ComparisonPower,
        ["in"] = ComparisonPower,
        ["not"] = ComparisonPower,
        ["??"] = 5,
    };

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private ExpressionParser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <summary>The expression in a scalar; <see langword="null"/>, with the reason among the errors, where it makes no sense.</summary>
    public static Syntax? TryParse(YamlScalar scalar, ErrorSink errors)
    {
        try
        {
            if (scalar.Text.Length > LongestText)
            {
                throw new ExpressionSyntaxException(0, $"the expression has {scalar.Text.Length} characters", $"at most {LongestText}");
            }

            var parser = new ExpressionParser(new Lexer(scalar.Text).Read());
            Syntax expression = parser.Parse(0);
            if (parser.Current.Kind != TokenKind.End)
            {
                throw new ExpressionSyntaxException(
                    parser.Current.Start, $"{parser.Current.Description} does not belong here", "and, or, a comparison or the end");
            }

            return expression;
        }
        catch (ExpressionSyntaxException e)
        {
            errors.Report(scalar.MarkAt(e.Offset), e.Message, e.Expected, e.Suggestion);
            return null;
        }
    }

    private Syntax Parse(int power)
    {
        if (++_depth > DeepestNesting)
        {
            throw new ExpressionSyntaxException(Current.Start, "the expression is nested too deeply");
        }

        Syntax left = ParseStart();
        while (Current.Kind == TokenKind.Symbol && Powers.TryGetValue(Current.Text, out int binds) && binds > power)
        {
            left = ParseOperator(left, binds);
        }

        _depth--;
        return left;
    }

    private Syntax ParseOperator(Syntax left, int binds)
    {
        Token token = Take();
        if (binds == ComparisonPower && left is ComparisonSyntax or MembershipSyntax)
        {
            throw new ExpressionSyntaxException(token.Start, "comparisons cannot be chained", "and between two comparisons");
        }

        if (token.Is("in"))
        {
            ListSyntax list = ParseList();
            return new MembershipSyntax(left.Start, list.End, left, list);
        }

        if (token.Is("not"))
        {
            Expect("in");
            ListSyntax list = ParseList();
            return new NotSyntax(left.Start, list.End, new MembershipSyntax(left.Start, list.End, left, list));
        }

        Syntax right = Parse(binds);
        return token.Text switch
        {
            "or" => new OrSyntax(left.Start, right.End, left, right),
            "and" => new AndSyntax(left.Start, right.End, left, right),
            "??" => new FallbackSyntax(left.Start, right.End, left, right),
            _ => new ComparisonSyntax(left.Start, right.End, OperatorOf(token.Text), left, right),
        };
    }

    private Syntax ParseStart()
    {
        Token token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return new NumberSyntax(token.Start, token.End, token.Text, token.Value, token.Kind == TokenKind.Duration);
            case TokenKind.Text:
                return new TextSyntax(token.Start, token.End, token.Text);
            case TokenKind.Name when token.Text is "true" or "false":
                return new FlagSyntax(token.Start, token.End, token.Text == "true");
            case TokenKind.Name:
                return Current.Is("(") ? ParseCall(token) : new NameSyntax(token.Start, token.End, token.Text);
        }

        if (token.Is("not"))
        {
            Syntax part = Parse(NotPower);
            return new NotSyntax(token.Start, part.End, part);
        }

        if (token.Is("("))
        {
            Syntax inner = Parse(0);
            return inner with { Start = token.Start, End = Expect(")").End };
        }

        throw new ExpressionSyntaxException(
            token.Start, $"{token.Description} stands where a value belongs", "a value such as silent, risk, count('…', 30d) or 3");
    }

    private CallSyntax ParseCall(Token name)
    {
        Take();
        List<Syntax> arguments = ParseItems(")", out int end);
        return new CallSyntax(name.Start, end, name.Text, arguments);
    }

    private ListSyntax ParseList()
    {
        Token open = Expect("[");
        List<Syntax> items = ParseItems("]", out int end);
        return items.Count > 0
            ? new ListSyntax(open.Start, end, items)
            : throw new ExpressionSyntaxException(open.Start, "the list is empty", "at least one value");
    }

    private List<Syntax> ParseItems(string closing, out int end)
    {
        var items = new List<Syntax>();
        while (!Current.Is(closing))
        {
            if (items.Count > 0)
            {
                Expect(",", closing);
            }

            items.Add(Parse(0));
        }

        end = Take().End;
        return items;
    }

    private Token Expect(string symbol, string? other = null) =>
        Current.Is(symbol)
            ? Take()
            : throw new ExpressionSyntaxException(
                Current.Start, $"{Current.Description} does not belong here", other is null ? symbol : $"{symbol} or {other}");

    private Token Take() => Current.Kind == TokenKind.End ? Current : _tokens[_at++];

    private static ComparisonOperator OperatorOf(string text) => text switch
    {
        "==" => ComparisonOperator.Equal,
        "!=" => ComparisonOperator.NotEqual,
        "<" => ComparisonOperator.Less,
        "<=" => ComparisonOperator.LessOrEqual,
        ">" => ComparisonOperator.Greater,
        _ => ComparisonOperator.GreaterOrEqual,
    };
}
