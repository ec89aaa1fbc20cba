using System.Globalization;

namespace EngageStream.Playbooks;

/// <summary>Something wrong in a playbook, at its place.</summary>
/// <param name="File">File name as it was given.</param>
/// <param name="Line">Line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Column in UTF-16 code units, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">What would have been right, such as <c>one of 1h, 24h</c>; may be <see langword="null"/>.</param>
/// <param name="Suggestion">What was probably meant, ready to be put in its place; may be <see langword="null"/>.</param>
public sealed record PlaybookError(string File, int Line, int Column, string Message, string? Expected = null, string? Suggestion = null)
{
    /// <summary><c>file:line:column: message; expected …; did you mean …?</c></summary>
    public override string ToString() =>
        (Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}"))
        + $": {Message}"
        + (Expected is null ? "" : $"; expected {Expected}")
        + (Suggestion is null ? "" : $"; did you mean {Suggestion}?");
}
