using System.Diagnostics;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>The program's own broker, <c>engagestream broker</c>, in a process that can be killed and started again on its data.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private const string Ready = "Listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("engage-killed-");
    private Process? _process;

    private BrokerProcess()
    {
    }

    /// <summary>Where clients connect; the same after a restart.</summary>
    public string Servers { get; private set; } = "127.0.0.1:0";

    public static async Task<BrokerProcess> StartAsync()
    {
        var broker = new BrokerProcess();
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Starts it on the data that is there and waits until it listens.</summary>
    public async Task StartAgainAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "engagestream.dll");
        string port = Servers.Split(':')[1];
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "broker", "--data", _data.FullName, "--port", port])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Ready, StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(line.Data[Ready.Length..]);
            }
        };
        var output = new OutputTail(_process);
        Task ended = _process.WaitForExitAsync();
        await Task.WhenAny(listening.Task, ended).WaitAsync(Patience);
        Assert.True(listening.Task.IsCompletedSuccessfully, $"The broker did not start:\n{output}");
        Servers = await listening.Task;
    }

    /// <summary>Ends it as a crash does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        Assert.False(_process!.HasExited, "The broker ended by itself.");
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _data.Delete(recursive: true);
    }
}
