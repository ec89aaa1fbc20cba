using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EngageStream.Chaos.Network;

/// <summary>
/// A TCP proxy between Kafka clients and a broker that has this proxy's address for its own. It knows clients by the id in their
/// first request, so that one address serves all and the connections of one can be cut. Thread-safe.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile Disturbance _now = new(DisturbanceMode.None, "");
    private volatile IPEndPoint? _broker;

    /// <summary>Starts listening on a free port of the loopback interface.</summary>
    public FaultyProxy()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = _listener.LocalEndPoint!.ToString()!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where clients connect, <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Where the broker is, <c>host:port</c>, from now on.</summary>
    public void ForwardTo(string broker) => _broker = IPEndPoint.Parse(broker);

    /// <summary>Resets the connections of clients whose id begins so (empty for all), and refuses new ones until healed.</summary>
    /// <returns>Number of connections reset.</returns>
    public int Drop(string client)
    {
        Disturb(DisturbanceMode.Refuse, client);
        List<ProxiedConnection> concerned = [.. _connections.Keys.Where(c => c.ClientId.StartsWith(client, StringComparison.Ordinal))];
        concerned.ForEach(connection => connection.Reset());
        return concerned.Count;
    }

    /// <summary>Forwards nothing from and to clients whose id begins so (empty for all), until healed.</summary>
    public void Freeze(string client) => Disturb(DisturbanceMode.Freeze, client);

    /// <summary>Forwards no more than so much a second, each way of each connection of clients whose id begins so, until healed.</summary>
    public void Slow(string client, int bytesPerSecond) =>
        Disturb(new Disturbance(DisturbanceMode.Slow, client) { BytesPerSecond = bytesPerSecond });

    /// <summary>Ends what <see cref="Drop"/>, <see cref="Freeze"/> and <see cref="Slow"/> began.</summary>
    public void Heal() => Disturb(DisturbanceMode.None, "");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        Heal();
        foreach (ProxiedConnection connection in _connections.Keys)
        {
            connection.Reset();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Disturb(DisturbanceMode mode, string client) => Disturb(new Disturbance(mode, client));

    private void Disturb(Disturbance next)
    {
        Disturbance before = _now;
        _now = next;
        before.Heal();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Serve(new ProxiedConnection(client, () => _now, () => _broker));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client went away while it was being accepted.
            }
        }
    }

    private void Serve(ProxiedConnection connection)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = RunAsync();
        begin.SetResult();

        async Task RunAsync()
        {
            await begin.Task.ConfigureAwait(false);
            await connection.RunAsync().ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
        }
    }
}
