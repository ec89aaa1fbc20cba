namespace EngageStream.Host.Yaml;

/// <summary>A fault in a YAML file, with its place; lines and columns count from 1.</summary>
/// <param name="File">Name of the file as the user gave it.</param>
/// <param name="Line">Line.</param>
/// <param name="Column">Column.</param>
/// <param name="Message">What is wrong, what was expected, and the nearest valid name where there is one.</param>
public sealed record YamlError(string File, long Line, long Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, as editors understand it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
