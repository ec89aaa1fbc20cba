using System.Buffers;
using System.Buffers.Binary;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>Receives requests: four bytes of size, then so many bytes, in a pooled buffer.</summary>
internal sealed class RequestReceiver(Transport transport, int maxRequestBytes) : IDisposable
{
    // The buffer grows with what arrives, not with what is announced: announcing 100 MB costs the broker nothing.
    private const int InitialBytes = 16 * 1024;
    private const int RetainedBytes = 256 * 1024;

    // How a TLS client's first record begins: handshake, version 3.
    private const int TlsHandshake = 0x1603;

    private readonly byte[] _sizeBytes = new byte[4];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>Largest request taken, in bytes.</summary>
    public int MaxRequestBytes { get; set; } = maxRequestBytes;

    /// <summary>The request received last; valid until the next call.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Waits for the next request.</summary>
    /// <returns>Its size in bytes, or −1 when the client has closed the connection.</returns>
    /// <exception cref="RequestRejectedException">The announced size is outside the limits.</exception>
    public async ValueTask<int> ReceiveAsync(CancellationToken stop)
    {
        ShrinkBuffer();
        if (!await FillAsync(_sizeBytes, 4, stop).ConfigureAwait(false))
        {
            return -1;
        }

        int size = BinaryPrimitives.ReadInt32BigEndian(_sizeBytes);
        if (size < 0 || size > MaxRequestBytes)
        {
            throw new RequestRejectedException(size >> 16 == TlsHandshake
                ? "a client that begins with TLS, which is not on here"
                : $"a request of {size} bytes is outside 0 to {MaxRequestBytes} (MaxRequestBytes)");
        }

        for (int received = 0; received < size;)
        {
            EnsureRoom(received, size);
            Memory<byte> room = _buffer.AsMemory(received, Math.Min(size, _buffer.Length) - received);
            int count = await transport.ReceiveAsync(room, stop).ConfigureAwait(false);
            if (count == 0)
            {
                return -1;
            }

            received += count;
        }

        return size;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<bool> FillAsync(Memory<byte> target, int count, CancellationToken stop)
    {
        for (int received = 0; received < count;)
        {
            int got = await transport.ReceiveAsync(target[received..count], stop).ConfigureAwait(false);
            if (got == 0)
            {
                return false;
            }

            received += got;
        }

        return true;
    }

    private void EnsureRoom(int received, int size)
    {
        if (received == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, received * 4L));
            _buffer.AsSpan(0, received).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void ShrinkBuffer()
    {
        if (_buffer.Length > RetainedBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        }
    }
}
