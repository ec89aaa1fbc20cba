using EngageStream.Playbooks.Keys;

namespace EngageStream.Playbooks.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(string text)
{
    // Longer ones first: the first that fits is taken.
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "??", "<", ">", "(", ")", "[", "]", ","];
    private static readonly HashSet<string> Words = ["and", "or", "not", "in"];
    private static readonly (string Foreign, string Ours)[] Foreigners =
        [("&&", "and"), ("||", "or"), ("=", "=="), ("!", "not")];
    private int _at;

    public List<Token> Read()
    {
        var tokens = new List<Token>();
        do
        {
            tokens.Add(Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new Token(TokenKind.End, _at, _at, "");
        }

        char c = text[_at];
        if (c is '\'' or '"')
        {
            return ReadText(c);
        }

        if (char.IsAsciiDigit(c) || (c is '-' or '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            return ReadNumber();
        }

        return StartsName(c) ? ReadName() : ReadSymbol();
    }

    private Token ReadText(char quote)
    {
        int start = _at;
        int end = text.IndexOf(quote, start + 1);
        if (end < 0)
        {
            throw new ExpressionSyntaxException(start, "this text never ends", $"a closing {quote}");
        }

        _at = end + 1;
        return new Token(TokenKind.Text, start, _at, text[(start + 1)..end]);
    }

    private Token ReadNumber()
    {
        int start = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_'))
        {
            _at++;
        }

        string written = text[start.._at];
        if (Literals.TryNumber(written, out double number))
        {
            return new Token(TokenKind.Number, start, _at, written, number);
        }

        return Literals.TryDuration(written, out long length)
            ? new Token(TokenKind.Duration, start, _at, written, length)
            : throw new ExpressionSyntaxException(
                start,
                $"{written} is neither a number nor a duration",
                "a number such as 3 or 0.5, or a duration such as 90s, 15m, 24h, 30d");
    }

    private Token ReadName()
    {
        int start = _at;
        while (_at < text.Length && (StartsName(text[_at]) || char.IsAsciiDigit(text[_at]) || text[_at] is '-' or '.'))
        {
            _at++;
        }

        string name = text[start.._at];
        return Words.Contains(name) ? new Token(TokenKind.Symbol, start, _at, name)
            : Words.Contains(name.ToLowerInvariant()) ? throw new ExpressionSyntaxException(
                start, $"unknown word {name}", null, name.ToLowerInvariant())
            : new Token(TokenKind.Name, start, _at, name);
    }

    private Token ReadSymbol()
    {
        int start = _at;
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, start, _at, symbol);
            }
        }

        foreach ((string foreign, string ours) in Foreigners)
        {
            if (string.CompareOrdinal(text, start, foreign, 0, foreign.Length) == 0)
            {
                throw new ExpressionSyntaxException(start, $"unknown operator {foreign}", null, ours);
            }
        }

        throw new ExpressionSyntaxException(
            start, $"{text[start]} has no meaning here", "a name, a number, a text in quotes or an operator");
    }

    private static bool StartsName(char c) => char.IsAsciiLetter(c) || c is '_' or '$';
}
