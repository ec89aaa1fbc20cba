using EngageStream.Host.Cli;

namespace EngageStream.Host.Tests.Support;

/// <summary>Runs the program in-process and keeps what it says.</summary>
internal sealed class TestRun
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public Dictionary<string, string> Environment { get; } = [];

    public byte[] Input { get; set; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public CommandContext Context => new()
    {
        Out = _out,
        Error = _error,
        OpenInput = () => new MemoryStream(Input),
        Environment = Environment,
        IsTerminal = false,
        Time = TimeProvider.System,
    };

    public async Task<ExitCode> RunAsync(params string[] arguments) => (ExitCode)await CommandLine.RunAsync(arguments, Context);
}
