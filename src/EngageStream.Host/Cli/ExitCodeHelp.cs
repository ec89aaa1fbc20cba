namespace EngageStream.Host.Cli;

/// <summary>The exit codes as the help lists them: one text, so that help and behaviour cannot part.</summary>
internal static class ExitCodeHelp
{
    /// <summary>One line per code.</summary>
    public static string Text { get; } = string.Join('\n', Enum.GetValues<ExitCode>().Select(code => $"  {(int)code,3}  {Meaning(code)}"));

    private static string Meaning(ExitCode code) => code switch
    {
        ExitCode.Success => "done",
        ExitCode.Failure => "unforeseen fault",
        ExitCode.Invalid => "arguments, configuration, playbook, map or data are wrong; all faults are listed",
        ExitCode.FileMissing => "a file or folder is missing or cannot be used",
        ExitCode.KafkaUnavailable => "Kafka does not answer or refuses, or an address is taken",
        ExitCode.EngineFailed => "the engine stopped after a fault it cannot recover from",
        ExitCode.Interrupted => "interrupted by Ctrl+C before the work was done",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "has no meaning yet"),
    };
}
