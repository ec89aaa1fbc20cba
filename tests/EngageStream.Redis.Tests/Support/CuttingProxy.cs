using System.Net;
using System.Net.Sockets;

namespace EngageStream.Redis.Tests.Support;

/// <summary>Stands between a client and Redis, and cuts connections after so many bytes either way: what was sent may have been done or not.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Random _random;
    private readonly int _mostBytes;
    private readonly Task _accepting;
    private int _cuts;

    /// <param name="target">Port of Redis.</param>
    /// <param name="seed">When to cut.</param>
    /// <param name="mostBytes">Bytes that a connection gets through at most.</param>
    public CuttingProxy(int target, int seed, int mostBytes)
    {
        _target = target;
        _random = new Random(seed);
        _mostBytes = mostBytes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Connections cut so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Whether connections are cut.</summary>
    public bool IsCutting { get; set; } = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                int budget = _random.Next(2_000, _mostBytes);
                _ = RelayAsync(client, budget);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task RelayAsync(Socket client, int budget)
    {
        using Socket near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int left = budget;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // One side is gone.
        }

        async Task CopyAsync(Socket from, Socket to)
        {
            byte[] buffer = new byte[16 * 1024];
            while (true)
            {
                int read = await from.ReceiveAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    return;
                }

                if (IsCutting && Interlocked.Add(ref left, -read) < 0)
                {
                    // Sometimes what was received still gets there, and only the answer does not.
                    if (read % 2 == 0)
                    {
                        await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                    }

                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
    }
}
