using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EngageStream.Chaos.Processes;

/// <summary>
/// An <c>engagestream</c> process. What it prints is appended to a log file by the shell, so that no byte is lost however it ends.
/// Disposing kills it.
/// </summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private const string Launch = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Process _process;
    private readonly long _logStart;

    /// <param name="name">What it is called in messages.</param>
    /// <param name="logPath">File to which its output is appended.</param>
    /// <param name="arguments">Command and arguments of <c>engagestream</c>.</param>
    public ProgramProcess(string name, string logPath, IEnumerable<string> arguments)
    {
        Name = name;
        LogPath = logPath;
        _logStart = File.Exists(logPath) ? new FileInfo(logPath).Length : 0;
        string program = Path.Combine(AppContext.BaseDirectory, "engagestream.dll");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launch, "sh", logPath, "dotnet", program, .. arguments]);

        // Settings of whoever runs this are none of the processes' under test.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("ENGAGE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Where its output is.</summary>
    public string LogPath { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The text that a pattern's first group matches in what it prints; <see langword="null"/> where it ends before.</summary>
    public async Task<string?> SayingAsync(Regex pattern, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            bool ended = HasEnded;
            if (await FindAsync(pattern, cancellation).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            if (ended)
            {
                return null;
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it as a crash does (SIGKILL); works on a stopped process, too.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it ended in time.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan patience, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync().ConfigureAwait(false);
        }

        _process.Dispose();
    }

    private async Task<string?> FindAsync(Regex pattern, CancellationToken cancellation)
    {
        if (!File.Exists(LogPath))
        {
            return null;
        }

        using var log = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(_logStart, SeekOrigin.Begin);
        using var text = new StreamReader(log);
        Match match = pattern.Match(await text.ReadToEndAsync(cancellation).ConfigureAwait(false));
        return match.Success ? match.Groups[1].Value : null;
    }
}
