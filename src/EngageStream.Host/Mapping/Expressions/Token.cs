namespace EngageStream.Host.Mapping.Expressions;

/// <summary>Kind of a token of the map's expressions.</summary>
public enum TokenKind : byte
{
    End,
    Word,
    BracketedName,
    Number,
    Text,
    Symbol,
}

/// <summary>A token and where it begins.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Text">Content, without quotes or brackets.</param>
/// <param name="Offset">Characters before it in the expression.</param>
public readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    /// <summary>Whether this is the given word or symbol.</summary>
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && Text == text;

    /// <summary>The token as messages show it.</summary>
    public string Shown => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
