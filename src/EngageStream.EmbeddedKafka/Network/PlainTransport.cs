using System.Net.Sockets;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>The socket itself: nothing is copied and nobody is asked.</summary>
internal sealed class PlainTransport(Socket socket) : Transport
{
    public override ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken stop) =>
        socket.ReceiveAsync(room, SocketFlags.None, stop);

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            int sent = await socket.SendAsync(bytes, SocketFlags.None, stop).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    public override void Dispose() => socket.Dispose();
}
