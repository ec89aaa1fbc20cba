namespace EngageStream.Console.Ports;

/// <summary>Compiles playbooks without putting them to work. Thread-safe.</summary>
public interface IPlaybookChecker
{
    /// <summary>Checks one file's text. Never throws for what it holds.</summary>
    PlaybookVerdict Check(string yaml);
}

/// <summary>What is wrong with a playbook.</summary>
/// <param name="Valid">Whether an engine would take it.</param>
/// <param name="Name">Its name, where it is valid.</param>
/// <param name="Hash">Its content hash, where it is valid.</param>
/// <param name="Errors">Everything that is wrong, by line and column.</param>
public sealed record PlaybookVerdict(bool Valid, string? Name, string? Hash, IReadOnlyList<PlaybookFault> Errors);

/// <summary>Something wrong in a playbook.</summary>
/// <param name="Line">Line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Column in UTF-16 code units, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">What would have been right, where that can be said.</param>
/// <param name="Suggestion">What was probably meant, ready to be put in its place.</param>
public sealed record PlaybookFault(int Line, int Column, string Message, string? Expected, string? Suggestion);
