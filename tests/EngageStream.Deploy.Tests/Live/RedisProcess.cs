using System.Diagnostics;
using System.Globalization;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Live;

/// <summary>A redis-server on a free loopback port, which writes nothing to disk.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, int port)
    {
        _process = process;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>Where it listens, soon after its start; clients try again.</summary>
    public string Address { get; }

    public static RedisProcess Start()
    {
        int port = FreePort.Next();
        var start = new ProcessStartInfo("redis-server",
            ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new RedisProcess(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
