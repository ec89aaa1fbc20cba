using System.CommandLine;

namespace EngageStream.Host.Cli;

/// <summary>A command whose help goes beyond the line that lists it.</summary>
/// <param name="name">Name.</param>
/// <param name="description">One line.</param>
/// <param name="details">What a user should know before running it.</param>
/// <param name="example">One command line or more that work as they stand, given the files they name.</param>
internal sealed class DocumentedCommand(string name, string description, string details, string example) : Command(name, description)
{
    /// <summary>What a user should know before running it.</summary>
    public string Details { get; } = details;

    /// <summary>Command lines that work.</summary>
    public string Example { get; } = example;
}
