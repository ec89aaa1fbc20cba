using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EngageStream.EmbeddedKafka.Apis;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>Accepts connections: on the loopback interface only, unless they are both encrypted and authenticated.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly BrokerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ConnectionSecurity _security;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private Task _accepting = Task.CompletedTask;

    // Connections whose clients have not yet gone through TLS and authentication.
    private int _strangers;

    /// <exception cref="InvalidOperationException">The port is taken.</exception>
    public Listener(BrokerOptions options, ConnectionSecurity security, BrokerMetrics metrics, ILogger logger)
    {
        _security = security;
        _options = options;
        _metrics = metrics;
        _logger = logger;
        var address = IPAddress.Parse(options.ListenAddress);
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(address, options.Port));
            _socket.Listen();
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new InvalidOperationException(
                $"Cannot listen on {new IPEndPoint(address, options.Port)} ({e.Message}): stop what uses that port, or set Port to another or to 0.", e);
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public void Start(ApiTable apis) => _accepting = Task.Run(() => AcceptAsync(apis));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync(ApiTable apis)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket client = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Admit(client, apis);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                // For want of file handles, say: wait a little rather than spin.
                Log.AcceptFailed(_logger, e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _options.TimeProvider).ConfigureAwait(false);
            }
        }
    }

    private void Admit(Socket client, ApiTable apis)
    {
        if (_connections.Count >= _options.MaxConnections)
        {
            Log.TooManyConnections(_logger, client.RemoteEndPoint?.ToString() ?? "unknown", _options.MaxConnections);
            client.Dispose();
            return;
        }

        if (_security.IsOn && Interlocked.Increment(ref _strangers) > _options.MaxUnauthenticatedConnections)
        {
            Interlocked.Decrement(ref _strangers);
            _metrics.AuthenticationFailed("limit");
            Log.TooManyStrangers(_logger, client.RemoteEndPoint?.ToString() ?? "unknown", _options.MaxUnauthenticatedConnections);
            client.Dispose();
            return;
        }

        client.NoDelay = true;
        var connection = new Connection(client, _security, apis, _options, _metrics, _logger, _stop.Token);
        Task served = Task.Run(() => ServeAsync(connection));
        _connections.TryAdd(served, 0);
        _ = served.ContinueWith(
            done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ServeAsync(Connection connection)
    {
        bool stranger = _security.IsOn;
        void Known()
        {
            if (stranger)
            {
                stranger = false;
                Interlocked.Decrement(ref _strangers);
            }
        }

        _metrics.ConnectionOpened();
        using (connection)
        {
            await connection.RunAsync(Known).ConfigureAwait(false);
        }

        Known();

        _metrics.ConnectionClosed();
    }
}
