using System.Globalization;
using EngageStream.Domain.Naming;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Mapping.Expressions;

/// <summary>
/// Recursive descent over the map's expressions. Lowest precedence first: <c>or</c>, <c>and</c>, <c>not</c>, one comparison,
/// <c>+ -</c>, <c>*</c>, sign.
/// </summary>
public sealed class ExpressionParser
{
    private static readonly string[] Functions = ["sum", "min", "max", "count", "first", "last", "top"];
    private static readonly string[] Keywords = ["and", "or", "not", "is", "empty", "starts", "ends", "with", "contains", "by"];

    private readonly IReadOnlyList<Token> _tokens;
    private readonly ColumnSet _columns;
    private readonly IReadOnlySet<string>? _shared;
    private int _next;

    /// <param name="text">The expression.</param>
    /// <param name="columns">Receives the columns that it names.</param>
    /// <param name="shared">Columns whose value all rows of a group have in common; null when every row is a group of its own.</param>
    public ExpressionParser(string text, ColumnSet columns, IReadOnlySet<string>? shared)
    {
        _tokens = Lexer.Read(text);
        _columns = columns;
        _shared = shared;
    }

    private Token Current => _tokens[_next];

    /// <summary>Parses a condition on single rows.</summary>
    /// <param name="wholeGroup">Whether the answer must be the same for all rows of a group.</param>
    public RowCondition Condition(bool wholeGroup)
    {
        RowCondition condition = Or(wholeGroup);
        RequireEnd();
        return condition;
    }

    /// <summary>Parses a property: a column's text, a text aggregate, or arithmetic over numeric aggregates.</summary>
    /// <param name="aggregates">Receives the aggregates that it needs.</param>
    public PropertyValue Property(List<Aggregate> aggregates)
    {
        PropertyValue value = TextValue(aggregates) is { } text ? new TextProperty(text)
            : new NumberProperty(Sum(() => AggregateLeaf(aggregates)));
        RequireEnd();
        return value;
    }

    private RowCondition Or(bool wholeGroup)
    {
        RowCondition left = And(wholeGroup);
        while (Take("or"))
        {
            left = new OrCondition(left, And(wholeGroup));
        }

        return left;
    }

    private RowCondition And(bool wholeGroup)
    {
        RowCondition left = Not(wholeGroup);
        while (Take("and"))
        {
            left = new AndCondition(left, Not(wholeGroup));
        }

        return left;
    }

    private RowCondition Not(bool wholeGroup)
    {
        if (Take("not"))
        {
            return new NotCondition(Not(wholeGroup));
        }

        if (Current.Is("(") && ClosesBeforeLogic())
        {
            Take("(");
            RowCondition inner = Or(wholeGroup);
            Require(")");
            return inner;
        }

        return Comparison(wholeGroup);
    }

    // A parenthesis opens a condition when a word of conditions occurs inside it, arithmetic otherwise.
    private bool ClosesBeforeLogic()
    {
        int depth = 0;
        for (int i = _next; i < _tokens.Count; i++)
        {
            Token token = _tokens[i];
            depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return false;
            }

            if (token.Kind == TokenKind.Symbol ? token.Text is "=" or "!=" or "<" or "<=" or ">" or ">="
                : token.Kind == TokenKind.Word && Keywords.Contains(token.Text))
            {
                return true;
            }
        }

        return false;
    }

    private RowCondition Comparison(bool wholeGroup)
    {
        if (TextComparison(wholeGroup) is { } text)
        {
            return text;
        }

        Number<Row> left = Sum(() => ColumnLeaf(wholeGroup));
        Token symbol = Current;
        if (symbol.Kind != TokenKind.Symbol || symbol.Text is not ("=" or "!=" or "<" or "<=" or ">" or ">="))
        {
            throw new ExpressionException(symbol.Offset,
                $"expected a comparison (= != < <= > >=) or 'is empty', 'starts with', 'ends with', 'contains'; found {symbol.Shown}");
        }

        _next++;
        return new NumberCondition(symbol.Text, left, Sum(() => ColumnLeaf(wholeGroup)));
    }

    // COLUMN is [not] empty | COLUMN starts|ends with 'x' | COLUMN contains 'x' | COLUMN =|!= 'x'; null when it is none of these.
    private RowCondition? TextComparison(bool wholeGroup)
    {
        Token after = _tokens[Math.Min(_next + 1, _tokens.Count - 1)];
        bool onText = after.Is("is") || after.Is("starts") || after.Is("ends") || after.Is("contains")
            || ((after.Is("=") || after.Is("!=")) && _tokens[_next + 2].Kind == TokenKind.Text);
        if (!onText)
        {
            return null;
        }

        int slot = Column(wholeGroup);
        _next++;
        switch (after.Text)
        {
            case "is":
                bool negated = Take("not");
                Require("empty");
                var empty = new TextCondition(TextTest.Empty, slot, "");
                return negated ? new NotCondition(empty) : empty;
            case "contains":
                return new TextCondition(TextTest.Contains, slot, Literal());
            case "=":
                return new TextCondition(TextTest.Equal, slot, Literal());
            case "!=":
                return new NotCondition(new TextCondition(TextTest.Equal, slot, Literal()));
            default:
                Require("with");
                return new TextCondition(after.Text == "starts" ? TextTest.StartsWith : TextTest.EndsWith, slot, Literal());
        }
    }

    private string Literal()
    {
        Token token = Current;
        if (token.Kind != TokenKind.Text)
        {
            throw new ExpressionException(token.Offset, $"expected a text in quotes, such as 'C'; found {token.Shown}");
        }

        _next++;
        return token.Text;
    }

    private Number<TSource> Sum<TSource>(Func<Number<TSource>> leaf)
    {
        Number<TSource> left = Product(leaf);
        while (Current.Is("+") || Current.Is("-"))
        {
            char operation = _tokens[_next++].Text[0];
            left = new Arithmetic<TSource>(operation, left, Product(leaf));
        }

        return left;
    }

    private Number<TSource> Product<TSource>(Func<Number<TSource>> leaf)
    {
        Number<TSource> left = Signed(leaf);
        while (Take("*"))
        {
            left = new Arithmetic<TSource>('*', left, Signed(leaf));
        }

        return left;
    }

    private Number<TSource> Signed<TSource>(Func<Number<TSource>> leaf)
    {
        if (Take("-"))
        {
            return new Negation<TSource>(Signed(leaf));
        }

        if (Take("("))
        {
            Number<TSource> inner = Sum(leaf);
            Require(")");
            return inner;
        }

        Token token = Current;
        if (token.Kind != TokenKind.Number)
        {
            return leaf();
        }

        _next++;
        return decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? new NumberConstant<TSource>(value)
            : throw new ExpressionException(token.Offset, $"'{token.Text}' is no number");
    }

    private ColumnNumber ColumnLeaf(bool wholeGroup) => new(Column(wholeGroup));

    private AggregateNumber AggregateLeaf(List<Aggregate> aggregates)
    {
        Token name = Current;
        if (!Function(name, "sum", "min", "max", "count"))
        {
            throw new ExpressionException(name.Offset,
                $"expected sum(…), min(…), max(…) or count(); found {name.Shown}{NearestName.Hint(name.Text, Functions)}");
        }

        _next += 2;
        Number<Row> number = name.Text == "count" ? new NumberConstant<Row>(1) : Sum(() => ColumnLeaf(wholeGroup: false));
        Require(")");
        aggregates.Add(new NumberAggregate(
            name.Text switch { "min" => Combination.Least, "max" => Combination.Greatest, _ => Combination.Sum }, number));
        return new AggregateNumber(aggregates.Count - 1);
    }

    // The index of the text aggregate that begins here, or null when a number does.
    private int? TextValue(List<Aggregate> aggregates)
    {
        Token name = Current;
        Token after = _tokens[Math.Min(_next + 1, _tokens.Count - 1)];
        if (Function(name, "first", "last", "top"))
        {
            _next += 2;
            int slot = Column(wholeGroup: false);
            if (name.Text == "top")
            {
                Require("by");
                aggregates.Add(new TopText(slot, Sum(() => ColumnLeaf(wholeGroup: false))));
            }
            else
            {
                aggregates.Add(new EdgeText(slot, latest: name.Text == "last"));
            }

            Require(")");
        }
        else if (name.Kind is TokenKind.Word or TokenKind.BracketedName && after.Kind == TokenKind.End)
        {
            aggregates.Add(new EdgeText(Column(wholeGroup: true), latest: false));
        }
        else
        {
            return null;
        }

        return aggregates.Count - 1;
    }

    private bool Function(Token name, params string[] names) =>
        name.Kind == TokenKind.Word && names.Contains(name.Text) && _tokens[_next + 1].Is("(");

    private int Column(bool wholeGroup)
    {
        Token token = Current;
        if (token.Kind != TokenKind.BracketedName && (token.Kind != TokenKind.Word || Keywords.Contains(token.Text)))
        {
            throw new ExpressionException(token.Offset,
                $"expected a column; found {token.Shown} (a text is written in quotes, a column name with spaces in [brackets])");
        }

        if (wholeGroup && _shared is not null && !_shared.Contains(token.Text))
        {
            throw new ExpressionException(
                token.Offset,
                $"column '{token.Text}' may differ between the rows of a group: use first({token.Text}), or add it to group_by"
                + NearestName.Hint(token.Text, _shared));
        }

        _next++;
        return _columns.Slot(token.Text);
    }

    private bool Take(string text)
    {
        bool found = Current.Is(text);
        _next += found ? 1 : 0;
        return found;
    }

    private void Require(string text)
    {
        if (!Take(text))
        {
            throw new ExpressionException(Current.Offset, $"expected '{text}'; found {Current.Shown}");
        }
    }

    private void RequireEnd()
    {
        if (Current.Kind != TokenKind.End)
        {
            throw new ExpressionException(Current.Offset, $"expected the end of the expression; found {Current.Shown}");
        }
    }
}
