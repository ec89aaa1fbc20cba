namespace EngageStream.Host.Mapping.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
public static class Lexer
{
    /// <summary>All tokens, an <see cref="TokenKind.End"/> last.</summary>
    /// <exception cref="ExpressionException">A character has no meaning, or a quote or bracket is not closed.</exception>
    public static IReadOnlyList<Token> Read(string text)
    {
        var tokens = new List<Token>();
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            if (c is '\'' or '"' or '[')
            {
                char close = c == '[' ? ']' : c;
                int end = text.IndexOf(close, i + 1);
                if (end < 0)
                {
                    throw new ExpressionException(start, $"this {c} is not closed by {close}");
                }

                tokens.Add(new Token(c == '[' ? TokenKind.BracketedName : TokenKind.Text, text[(i + 1)..end], start));
                i = end + 1;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                i = End(text, i, static x => char.IsLetterOrDigit(x) || x == '_');
                tokens.Add(new Token(TokenKind.Word, text[start..i], start));
            }
            else if (char.IsAsciiDigit(c))
            {
                i = End(text, i, static x => char.IsAsciiDigit(x) || x == '.');
                tokens.Add(new Token(TokenKind.Number, text[start..i], start));
            }
            else
            {
                i += text.AsSpan(i) is ['!' or '<' or '>', '=', ..] ? 2 : 1;
                tokens.Add(Symbol(text[start..i], start));
            }
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Symbol(string text, int offset) =>
        text is "(" or ")" or "+" or "-" or "*" or "=" or "!=" or "<" or "<=" or ">" or ">="
        ? new Token(TokenKind.Symbol, text, offset)
        : throw new ExpressionException(offset, $"'{text}' has no meaning here");

    private static int End(string text, int from, Func<char, bool> belongs)
    {
        int i = from;
        while (i < text.Length && belongs(text[i]))
        {
            i++;
        }

        return i;
    }
}
