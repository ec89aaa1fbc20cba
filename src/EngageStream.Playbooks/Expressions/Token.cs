namespace EngageStream.Playbooks.Expressions;

internal enum TokenKind : byte
{
    Number,
    Duration,
    Text,
    Name,

    /// <summary>An operator, a bracket, a comma or a word such as <c>and</c>.</summary>
    Symbol,
    End,
}

/// <summary>A piece of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the expression.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Text">As written; of a text, what the quotes hold.</param>
/// <param name="Value">Of a number, or of a duration in milliseconds.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, double Value = 0)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public string Description => Kind == TokenKind.End ? "the end" : Kind == TokenKind.Text ? $"'{Text}'" : Text;
}
