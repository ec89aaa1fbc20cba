using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>A connection on which a test says exactly what it wants, right or wrong.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private int _correlation;

    public RawClient(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = 20_000;
    }

    /// <summary>Sends a request in a version that is not flexible, and returns a reader at the response's body.</summary>
    public ProtocolReader Call(ApiKey api, short version, Action<ProtocolWriter> body)
    {
        Send(api, version, body);
        return Receive();
    }

    public void Send(ApiKey api, short version, Action<ProtocolWriter> body)
    {
        using var writer = new ProtocolWriter();
        writer.Int32(0);
        writer.Int16((short)api);
        writer.Int16(version);
        writer.Int32(++_correlation);
        writer.String("raw");
        body(writer);
        writer.PatchInt32(0, writer.Position - 4);
        SendBytes(writer.Written.Span);
    }

    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    public ProtocolReader Receive()
    {
        byte[] size = ReceiveBytes(4) ?? throw new IOException("the broker closed the connection");
        byte[] body = ReceiveBytes(BinaryPrimitives.ReadInt32BigEndian(size)) ?? throw new IOException("the response is cut");
        var reader = new ProtocolReader();
        reader.Reset(body, body.Length);
        Assert.Equal(_correlation, reader.Int32());
        return reader;
    }

    /// <summary>Sends a whole request, header and all, and returns the whole response.</summary>
    public byte[] Exchange(byte[] request)
    {
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, request.Length);
        SendBytes(size);
        SendBytes(request);
        size = ReceiveBytes(4) ?? throw new IOException("the broker closed the connection");
        return ReceiveBytes(BinaryPrimitives.ReadInt32BigEndian(size)) ?? throw new IOException("the response is cut");
    }

    /// <summary>Whether the broker closes the connection without another word.</summary>
    public bool IsClosedByBroker()
    {
        try
        {
            return ReceiveBytes(1) is null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    /// <summary>Ends the sending side and looks what comes of it; an answer that does not come in time waits for something.</summary>
    public Outcome AwaitOutcome(TimeSpan patience)
    {
        _socket.Shutdown(SocketShutdown.Send);
        _socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        try
        {
            return ReceiveBytes(1) is null ? Outcome.Closed : Outcome.Answered;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset ? Outcome.Closed : Outcome.Waiting;
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[]? ReceiveBytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int got = _socket.Receive(bytes.AsSpan(received));
            if (got == 0)
            {
                return null;
            }

            received += got;
        }

        return bytes;
    }
}
