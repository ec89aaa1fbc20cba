using System.Net.Security;
using System.Net.Sockets;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>TLS over the socket.</summary>
internal sealed class TlsTransport(Socket socket, SslServerAuthenticationOptions settings) : Transport
{
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);
    private readonly SslStream _stream = new(new NetworkStream(socket, ownsSocket: true));

    public override async Task OpenAsync(CancellationToken stop)
    {
        try
        {
            await _stream.AuthenticateAsServerAsync(settings, stop).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken stop)
    {
        try
        {
            return await _stream.ReadAsync(room, stop).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            await _stream.WriteAsync(bytes, stop).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    public override async Task CloseAsync()
    {
        try
        {
            if (_stream.IsAuthenticated)
            {
                await _stream.ShutdownAsync().WaitAsync(GoodbyePatience).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException)
        {
            // The client has gone, or does not read: it is closed without a goodbye.
        }
    }

    public override void Dispose() => _stream.Dispose();

    // Faults of the connection look alike in both transports, and unlike those of the disk.
    private static SocketException Gone(IOException e) => e.InnerException as SocketException ?? new((int)SocketError.ConnectionReset);
}
