using System.Net;
using System.Net.Sockets;
using EngageStream.EmbeddedKafka.Apis;
using EngageStream.EmbeddedKafka.Protocol;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>
/// One client connection: requests are served and answered one after another, as Kafka does; a fetch that waits delays
/// only its own connection. Whatever goes wrong here ends this connection and nothing else.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly ApiTable _apis;
    private readonly BrokerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly RequestReceiver _receiver;
    private readonly RequestContext _context;
    private readonly string _remote;
    private ApiKey _serving;

    public Connection(Socket socket, ApiTable apis, BrokerOptions options, BrokerMetrics metrics, ILogger logger, CancellationToken stop)
    {
        _socket = socket;
        _apis = apis;
        _metrics = metrics;
        _logger = logger;
        _receiver = new RequestReceiver(socket, options.MaxRequestBytes);
        _remote = socket.RemoteEndPoint?.ToString() ?? "unknown";
        _context = new RequestContext("/" + ((socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown"), stop);
    }

    /// <summary>Serves requests until the client leaves, sends something that cannot be answered, or the broker stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            int size;
            while ((size = await _receiver.ReceiveAsync(_context.Stop).ConfigureAwait(false)) >= 0)
            {
                _metrics.RequestReceived(size);
                await ServeAsync(size).ConfigureAwait(false);
            }
        }
        catch (RequestRejectedException e)
        {
            _metrics.ConnectionRejected();
            Log.ConnectionRejected(_logger, _remote, _context.ClientId, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client has gone, or the broker stops: nothing to tell, nobody to tell it to.
        }
        catch (Exception e)
        {
            Log.ConnectionFailed(_logger, _remote, _context.ClientId, _serving.ToString(), e);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receiver.Dispose();
        _context.Dispose();
    }

    private async ValueTask ServeAsync(int size)
    {
        // 1. The header: which request, which version, whose.
        ProtocolReader reader = _context.Reader;
        reader.Reset(_receiver.Buffer, size);
        _serving = (ApiKey)reader.Int16();
        short version = reader.Int16();
        int correlationId = reader.Int32();
        _context.ClientId = reader.HeaderString() ?? "";
        _context.Version = version;
        _context.NoResponse = false;

        ProtocolWriter writer = _context.Writer;
        writer.Reset();
        writer.Int32(0);
        writer.Int32(correlationId);

        // 2. The request and its response, in one pass. An ApiVersions request of an unknown version is answered in
        // version 0, so that any client can find out what there is; others cannot be answered.
        ApiHandler? handler = _apis.Find(_serving);
        if (handler is null || !handler.Api.Supports(version))
        {
            if (_serving != ApiKey.ApiVersions)
            {
                throw new RequestRejectedException($"request {_serving} in version {version} is not supported");
            }

            _apis.WriteVersions(writer, 0, ErrorCode.UnsupportedVersion);
        }
        else
        {
            bool flexible = handler.Api.IsFlexible(version);
            reader.Flexible = flexible;
            writer.Flexible = flexible;
            reader.Tags();

            // Response headers of ApiVersions stay in the old form, whatever the version (KIP-511).
            if (_serving != ApiKey.ApiVersions)
            {
                writer.Tags();
            }

            await handler.HandleAsync(_context).ConfigureAwait(false);
        }

        // 3. The answer.
        if (!_context.NoResponse)
        {
            writer.PatchInt32(0, writer.Position - 4);
            _metrics.ResponseSent(writer.Position);
            await SendAsync(writer.Written).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> response)
    {
        while (response.Length > 0)
        {
            int sent = await _socket.SendAsync(response, SocketFlags.None, _context.Stop).ConfigureAwait(false);
            response = response[sent..];
        }
    }
}
