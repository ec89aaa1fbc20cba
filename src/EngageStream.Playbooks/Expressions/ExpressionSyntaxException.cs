namespace EngageStream.Playbooks.Expressions;

/// <summary>Ends the reading of one expression; never leaves <see cref="ExpressionParser.TryParse"/>.</summary>
internal sealed class ExpressionSyntaxException(int offset, string message, string? expected = null, string? suggestion = null)
    : Exception(message)
{
    public int Offset { get; } = offset;

    public string? Expected { get; } = expected;

    public string? Suggestion { get; } = suggestion;
}
