using System.Net;
using System.Net.Sockets;

namespace EngageStream.Chaos.Tests.Network;

/// <summary>A server that sends back what it gets, and tells how many connections it has accepted.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _serving = [];

    public Upstream()
    {
        _listener.Start();
        _serving.Add(AcceptAsync());
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(EchoAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task EchoAsync(Socket client)
    {
        byte[] buffer = new byte[1024];
        using (client)
        {
            try
            {
                int read;
                while ((read = await client.ReceiveAsync(buffer, _stop.Token)) > 0)
                {
                    await client.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The proxy has reset the connection, or the test is over.
            }
        }
    }
}
