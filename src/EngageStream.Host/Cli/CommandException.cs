namespace EngageStream.Host.Cli;

/// <summary>A command cannot go on: the message goes to standard error, the code becomes the program's exit code.</summary>
public sealed class CommandException(ExitCode code, string message) : Exception(message)
{
    /// <summary>The program's exit code.</summary>
    public ExitCode Code { get; } = code;
}
