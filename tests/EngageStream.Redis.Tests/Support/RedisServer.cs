using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Support;

/// <summary>A redis-server of its own on a free loopback port, with its files in a folder that goes with it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-redis-");
    private readonly Func<string, string[]> _arguments;
    private readonly Action<ConfigurationOptions>? _client;
    private readonly bool _tls;
    private Process? _process;
    private ConnectionMultiplexer? _connection;

    private RedisServer(bool tls, Action<ConfigurationOptions>? client, Func<string, string[]> arguments)
    {
        _tls = tls;
        _client = client;
        _arguments = arguments;
    }

    public int Port { get; private set; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Folder of its files.</summary>
    public string Folder => _folder.FullName;

    public IDatabase Database => _connection!.GetDatabase();

    public static Task<RedisServer> StartAsync(params string[] arguments) => StartAsync(_ => arguments);

    /// <param name="arguments">Arguments of redis-server, given the folder.</param>
    /// <param name="tls">Whether it listens with TLS only.</param>
    /// <param name="client">Alters the configuration of the test's own client.</param>
    public static async Task<RedisServer> StartAsync(
        Func<string, string[]> arguments, bool tls = false, Action<ConfigurationOptions>? client = null)
    {
        var server = new RedisServer(tls, client, arguments) { Port = FreePort() };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it again on the same port, with what its append-only file holds.</summary>
    public async Task StartAgainAsync()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--bind", "127.0.0.1", _tls ? "--tls-port" : "--port", port, _tls ? "--port" : "--tls-port", "0", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--logfile", Path.Combine(_folder.FullName, "log"), .. _arguments(_folder.FullName),
        ])) ?? throw new InvalidOperationException("redis-server did not start.");
        var patience = Stopwatch.StartNew();
        var options = new ConfigurationOptions { EndPoints = { Address }, AbortOnConnectFail = true, Ssl = _tls, AllowAdmin = true };
        _client?.Invoke(options);
        while (true)
        {
            try
            {
                _connection = await ConnectionMultiplexer.ConnectAsync(options);
                await _connection.GetDatabase().PingAsync();
                return;
            }
            catch (Exception error) when (error is RedisException or TimeoutException && patience.Elapsed < Patience && !_process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Kills it, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }

        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Deletes what it would start with.</summary>
    public void Forget()
    {
        foreach (DirectoryInfo folder in _folder.GetDirectories("appendonlydir"))
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
