namespace EngageStream.Host.Mapping.Expressions;

/// <summary>An expression is not understood. The reader of the map turns it into a fault with line and column.</summary>
public sealed class ExpressionException(int offset, string message) : Exception(message)
{
    /// <summary>Characters before the fault.</summary>
    public int Offset { get; } = offset;
}
