using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>
/// A TCP proxy before a broker that has this proxy's address for its own, and takes no more than so many bytes a second from each
/// connection: to its clients the broker is slow to write. What it answers passes unhindered. Thread-safe.
/// </summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    // Small buffers, also the system's: what waits, waits at the client.
    private const int BufferBytes = 16 * 1024;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private volatile IPEndPoint? _broker;
    private volatile int _bytesPerSecond;

    public SlowProxy()
    {
        _listener.ReceiveBufferSize = BufferBytes;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = _listener.LocalEndPoint!.ToString()!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where clients connect, <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>What a connection may send in a second; 0, as at the beginning, for any amount.</summary>
    public int BytesPerSecond { set => _bytesPerSecond = value; }

    /// <summary>Where the broker is, <c>host:port</c>.</summary>
    public void ForwardTo(string broker) => _broker = IPEndPoint.Parse(broker);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ForwardAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        using (var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            client.NoDelay = broker.NoDelay = true;
            await broker.ConnectAsync(_broker!);
            Task up = PumpAsync(client, broker, isSlow: true, end.Token);
            Task down = PumpAsync(broker, client, isSlow: false, end.Token);
            await Task.WhenAny(up, down);
            await end.CancelAsync();
            await Task.WhenAll(up, down);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isSlow, CancellationToken end)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, end)) > 0)
            {
                if (isSlow && _bytesPerSecond is > 0 and int pace)
                {
                    await Task.Delay(TimeSpan.FromSeconds((double)read / pace), end);
                }

                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), end);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // One side has gone.
        }
    }
}
