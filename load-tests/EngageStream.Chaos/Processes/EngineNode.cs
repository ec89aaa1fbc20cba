using System.Text.RegularExpressions;
using EngageStream.Chaos.Observation;

namespace EngageStream.Chaos.Processes;

/// <summary>An engine: one process after another under one node id.</summary>
/// <param name="number">From 1.</param>
/// <param name="folder">Folder of its log.</param>
/// <param name="settings">Settings, <c>key=value</c>; its node id, threads and address are added.</param>
/// <param name="time">Clock.</param>
internal sealed partial class EngineNode(int number, string folder, IReadOnlyList<string> settings, TimeProvider time) : IAsyncDisposable
{
    private ProgramProcess? _process;
    private Task<Uri?>? _serving;

    /// <summary>From 1.</summary>
    public int Number => number;

    /// <summary>Its node id.</summary>
    public string Name => NameOf(number);

    /// <summary>Where its output is.</summary>
    public string LogPath { get; } = Path.Combine(folder, $"{NameOf(number)}.log");

    /// <summary>Whether it was started and not yet told to end.</summary>
    public bool IsWanted => _process is not null;

    /// <summary>Whether it ended without being told to.</summary>
    public bool HasFailed => _process is { HasEnded: true };

    /// <summary>How it ended.</summary>
    public int ExitCode => _process!.ExitCode;

    /// <summary>Processes started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Starts it. Every other engine has two threads.</summary>
    public void Start()
    {
        IEnumerable<string> all =
        [
            $"node.id={Name}", $"threads={1 + (number % 2)}", "http.listen=127.0.0.1:0", .. settings,
        ];
        _process = new ProgramProcess(Name, LogPath, ["run", .. all.SelectMany(setting => new[] { "--set", setting })]);
        _serving = ServingAsync(_process);
        Starts++;
    }

    /// <summary>Its metrics now; <see langword="null"/> where it does not answer.</summary>
    public async Task<EngineMetrics?> MetricsAsync(CancellationToken cancellation)
    {
        if (_serving is not { IsCompletedSuccessfully: true } serving || await serving.ConfigureAwait(false) is not { } address)
        {
            return null;
        }

        return await EngineMetrics.ReadAsync(address, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops it in its tracks (SIGSTOP).</summary>
    public void Freeze() => _process!.Signal(Signals.Stop);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw() => _process!.Signal(Signals.Continue);

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync().ConfigureAwait(false);
            _process = null;
        }
    }

    /// <summary>
    /// Asks it to stop (SIGTERM) and waits for that. One that has only just been started is asked when it has begun: until then the signal
    /// ends it like any program.
    /// </summary>
    /// <returns>How it ended; <see langword="null"/> where it did not end in time and was killed.</returns>
    public async Task<int?> StopAsync(TimeSpan patience)
    {
        await Task.WhenAny(_serving!, Task.Delay(patience, time)).ConfigureAwait(false);
        _process!.Signal(Signals.Terminate);
        int? code = await _process.EndsWithinAsync(patience, time).ConfigureAwait(false) ? _process.ExitCode : null;
        await KillAsync().ConfigureAwait(false);
        return code;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync().ConfigureAwait(false);

    private static string NameOf(int number) => $"node-{number}";

    private async Task<Uri?> ServingAsync(ProgramProcess process) =>
        await process.SayingAsync(ServingLine(), time, default).ConfigureAwait(false) is { } address ? new Uri(address) : null;

    [GeneratedRegex(@"Serving /metrics, /healthz and /readyz at (http\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex ServingLine();
}
