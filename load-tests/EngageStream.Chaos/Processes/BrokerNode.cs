using System.Text.RegularExpressions;
using EngageStream.Chaos.Network;

namespace EngageStream.Chaos.Processes;

/// <summary>The broker: one process after another on the same data, behind the proxy.</summary>
internal sealed partial class BrokerNode(string folder, FaultyProxy proxy, bool laxGenerations, TimeProvider time) : IAsyncDisposable
{
    private ProgramProcess? _process;

    /// <summary>Where its output is.</summary>
    public string LogPath { get; } = Path.Combine(folder, "broker.log");

    /// <summary>Whether it ended without being told to.</summary>
    public bool HasFailed => _process is { HasEnded: true };

    /// <summary>Starts it on a free port and lets the proxy forward to it.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        string[] lax = laxGenerations ? ["--lax-generations"] : [];
        _process = new ProgramProcess("broker", LogPath,
            ["broker", "--data", Path.Combine(folder, "kafka"), "--port", "0", "--advertise", proxy.Address, .. lax]);
        string address = await _process.SayingAsync(ListeningLine(), time, cancellation).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The broker ended with {_process.ExitCode}; see {LogPath}");
        proxy.ForwardTo(address);
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync().ConfigureAwait(false);
            _process = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync().ConfigureAwait(false);

    [GeneratedRegex(@"^Listening on (\S+)\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ListeningLine();
}
