using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EngageStream.Chaos.Tests.Network;

/// <summary>A connection that begins as a Kafka client's does.</summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>The head of a request of a client.</summary>
    public static byte[] Greeting(string id)
    {
        byte[] bytes = new byte[14 + id.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), 18);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(12), (short)id.Length);
        Encoding.UTF8.GetBytes(id, bytes.AsSpan(14));
        return bytes;
    }

    /// <summary>Connects and sends the greeting in two parts.</summary>
    public static async Task<Client> ConnectAsync(string address, string id)
    {
        var client = new Client();
        await client._socket.ConnectAsync(IPEndPoint.Parse(address));
        byte[] greeting = Greeting(id);
        await client._socket.SendAsync(greeting.AsMemory(0, 9));
        await client._socket.SendAsync(greeting.AsMemory(9));
        return client;
    }

    /// <summary>Connects and waits until the greeting has come back.</summary>
    public static async Task<Client> EchoedAsync(string address, string id)
    {
        Client client = await ConnectAsync(address, id);
        Assert.Equal(Greeting(id), await client.ReadAsync(Greeting(id).Length));
        return client;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text)).WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<string> ReadTextAsync(int length) => Encoding.UTF8.GetString(await ReadAsync(length));

    /// <summary>Whether the other side ends the connection, by a reset or in peace.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await _socket.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(30)) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadAsync(int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(at)).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(read > 0, "The connection was closed.");
            at += read;
        }

        return bytes;
    }
}
