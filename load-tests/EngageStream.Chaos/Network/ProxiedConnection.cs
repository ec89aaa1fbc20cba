using System.Net;
using System.Net.Sockets;

namespace EngageStream.Chaos.Network;

/// <summary>One client's connection and the one to the broker that belongs to it.</summary>
internal sealed class ProxiedConnection(Socket client, Func<Disturbance> disturbance, Func<IPEndPoint?> broker) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly Socket _broker = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>The client's id; empty until its first request has come.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>Forwards until one side closes or the connection is reset.</summary>
    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = _broker.NoDelay = true;
            byte[] buffer = new byte[BufferBytes];
            int greeting = await ReadGreetingAsync(buffer).ConfigureAwait(false);
            if (greeting == 0 || disturbance().Concerns(ClientId, DisturbanceMode.Refuse) || broker() is not { } address)
            {
                return;
            }

            await PassAsync().ConfigureAwait(false);
            await _broker.ConnectAsync(address).ConfigureAwait(false);
            await SendAsync(_broker, buffer.AsMemory(0, greeting)).ConfigureAwait(false);
            Task up = PumpAsync(client, _broker, buffer);
            Task down = PumpAsync(_broker, client, new byte[BufferBytes]);
            await Task.WhenAny(up, down).ConfigureAwait(false);
            Reset();
            await Task.WhenAll(up, down).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Either side has gone, or the connection was reset: that is what it is for.
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Closes both connections, by a reset and without sending what is on its way.</summary>
    public void Reset()
    {
        client.Close(timeout: 0);
        _broker.Close(timeout: 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private async Task<int> ReadGreetingAsync(byte[] buffer)
    {
        int length = 0;
        string id;
        while (!KafkaGreeting.TryRead(buffer.AsSpan(0, length), out id))
        {
            int read = await client.ReceiveAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            if (read == 0)
            {
                return 0;
            }

            length += read;
        }

        ClientId = id;
        return length;
    }

    private async Task PumpAsync(Socket from, Socket to, byte[] buffer)
    {
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
            {
                await PassAsync().ConfigureAwait(false);
                await TakeTimeAsync(read).ConfigureAwait(false);
                await SendAsync(to, buffer.AsMemory(0, read)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    private async Task PassAsync()
    {
        while (disturbance() is var now && now.Concerns(ClientId, DisturbanceMode.Freeze))
        {
            await now.Healed.ConfigureAwait(false);
        }
    }

    private async Task TakeTimeAsync(int bytes)
    {
        if (disturbance() is var now && now.Concerns(ClientId, DisturbanceMode.Slow))
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(bytes / (double)now.BytesPerSecond)), now.Healed).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes).ConfigureAwait(false)..];
        }
    }
}
