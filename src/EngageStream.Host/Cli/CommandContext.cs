namespace EngageStream.Host.Cli;

/// <summary>What a command may know of the outside, so that tests run it in-process.</summary>
public sealed record CommandContext
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Messages and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Whether the output is a terminal that can be drawn on.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The context of a real process.</summary>
    public static CommandContext OfProcess() => new()
    {
        Out = System.Console.Out,
        Error = System.Console.Error,
        OpenInput = System.Console.OpenStandardInput,
        Environment = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal),
        IsTerminal = !System.Console.IsOutputRedirected,
        Time = TimeProvider.System,
    };
}
