using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EngageStream.Deploy.Tests.Live;

/// <summary>An <c>engagestream</c> process that serves metrics.</summary>
internal sealed partial class EngineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _api = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) =>
        {
            var end = new InvalidOperationException($"It ended with {_process.ExitCode}:\n{Said}");
            _address.TrySetException(end);
            _api.TrySetException(end);
        };
    }

    /// <summary>Where its metrics are, once it listens.</summary>
    public Task<Uri> Address => _address.Task;

    /// <summary>Where its API is, once it listens.</summary>
    public Task<Uri> Api => _api.Task;

    private string Said
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="command">Command of the program.</param>
    /// <param name="settings">Settings, <c>key=value</c>.</param>
    public static EngineProcess Start(string[] command, params IEnumerable<string> settings)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "engagestream.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. command, .. settings.SelectMany(setting => new[] { "--set", setting })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Settings of whoever runs the tests are none of the process' under test.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("ENGAGE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        var engine = new EngineProcess(start);
        engine._process.Start();
        engine._process.BeginOutputReadLine();
        engine._process.BeginErrorReadLine();
        return engine;
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        await _process.WaitForExitAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (Serving().Match(line) is { Success: true } serving)
        {
            (serving.Groups[1].Value == "the API" ? _api : _address).TrySetResult(new Uri(serving.Groups[2].Value));
        }
    }

    [GeneratedRegex(@"Serving (/metrics, /healthz and /readyz|the API) at (http[^\s;]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Serving();
}
