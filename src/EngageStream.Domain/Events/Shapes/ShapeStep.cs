namespace EngageStream.Domain.Events.Shapes;

/// <summary>A step through an event's text: what stands before a value (names, punctuation, white space), and the value.</summary>
/// <param name="Text">What stands before the value; of a string, with the opening quote.</param>
/// <param name="Kind">What follows.</param>
/// <param name="Place">Where the value goes.</param>
/// <param name="Type">Where in the text the event's <c>type</c> lies, if it does: of its few values each makes a shape of its own.</param>
internal readonly record struct ShapeStep(ReadOnlyMemory<byte> Text, StepKind Kind, ValuePlace Place, TextPart Type);

/// <summary>A part of a text; of length 0 for none.</summary>
internal readonly record struct TextPart(ushort Start, byte Length);

/// <summary>What follows a step's text.</summary>
internal enum StepKind : byte
{
    /// <summary>A string, its opening quote passed. The next step's text begins with its closing quote.</summary>
    String,

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Scalar,

    /// <summary>The end of the event.</summary>
    End,
}
