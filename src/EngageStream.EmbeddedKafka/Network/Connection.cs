using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using EngageStream.EmbeddedKafka.Apis;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Sasl;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>
/// One client connection: requests are served and answered one after another, as Kafka does; a fetch that waits delays
/// only its own connection. Whatever goes wrong here ends this connection and nothing else.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Transport _transport;
    private readonly ApiTable _apis;
    private readonly BrokerOptions _options;
    private readonly bool _secured;
    private readonly BrokerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly RequestReceiver _receiver;
    private readonly RequestContext _context;
    private readonly string _remote;
    private ApiKey _serving;

    // When sending and receiving end: with the broker, and for a client that is not known yet also with its time.
    private CancellationToken _stop;

    public Connection(
        Socket socket,
        ConnectionSecurity security,
        ApiTable apis,
        BrokerOptions options,
        BrokerMetrics metrics,
        ILogger logger,
        CancellationToken stop)
    {
        _transport = security.Open(socket);
        _secured = security.IsOn;
        _apis = apis;
        _options = options;
        _stop = stop;
        _metrics = metrics;
        _logger = logger;
        _receiver = new RequestReceiver(_transport, options.MaxRequestBytes);
        _remote = socket.RemoteEndPoint?.ToString() ?? "unknown";
        string host = (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
        _context = new RequestContext("/" + host, security.NewAuthentication(), stop);
    }

    /// <summary>Serves requests until the client leaves, sends something that cannot be answered, or the broker stops.</summary>
    /// <param name="known">Called when the client has gone through TLS and authentication, where there are such.</param>
    public async Task RunAsync(Action known)
    {
        try
        {
            if (_secured && !await AdmitAsync().ConfigureAwait(false))
            {
                return;
            }

            known();
            int size;
            while ((size = await _receiver.ReceiveAsync(_stop).ConfigureAwait(false)) >= 0)
            {
                _metrics.RequestReceived(size);
                await ServeAsync(size).ConfigureAwait(false);
            }
        }
        catch (SaslException e)
        {
            _metrics.AuthenticationFailed(e.Kind);
            Log.AuthenticationFailed(_logger, _remote, _context.ClientId, e.Message);
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

        await _transport.CloseAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _receiver.Dispose();
        _context.Dispose();
    }

    /// <summary>Leads the client through TLS and authentication.</summary>
    /// <returns>Whether it is still there.</returns>
    /// <exception cref="SaslException">It may not be served.</exception>
    private async Task<bool> AdmitAsync()
    {
        using var limit = new CancellationTokenSource(_options.AuthenticationTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _context.Stop);
        _stop = either.Token;
        try
        {
            await _transport.OpenAsync(_stop).ConfigureAwait(false);
            _receiver.MaxRequestBytes = Math.Min(_options.MaxRequestBytes, ConnectionSecurity.MaxStrangersBytes);
            Authentication authentication = _context.Authentication;
            while (!authentication.IsDone)
            {
                int size = await _receiver.ReceiveAsync(_stop).ConfigureAwait(false);
                if (size < 0)
                {
                    return false;
                }

                _metrics.RequestReceived(size);
                if (authentication.TakesBareTokens)
                {
                    await TakeTokenAsync(size).ConfigureAwait(false);
                }
                else
                {
                    await ServeAsync(size).ConfigureAwait(false);
                }

                if (authentication.Failure is { } failure)
                {
                    throw failure;
                }
            }

            _receiver.MaxRequestBytes = _options.MaxRequestBytes;
            _stop = _context.Stop;
            _metrics.Authenticated();
            Log.Authenticated(_logger, _remote, _context.ClientId, authentication.User ?? "", authentication.Mechanism);
            return true;
        }
        catch (AuthenticationException e)
        {
            throw new SaslException("tls", $"no TLS came about: {e.InnerException?.Message ?? e.Message}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            double seconds = _options.AuthenticationTimeout.TotalSeconds;
            throw new SaslException("timeout", $"not authenticated within {seconds} s ({nameof(BrokerOptions.AuthenticationTimeout)})");
        }
    }

    // The tokens of clients from before SaslAuthenticate: a size and bytes, both ways; a failure has no answer.
    private async ValueTask TakeTokenAsync(int size)
    {
        (ErrorCode error, byte[] answer) = _context.Authentication.Continue(_receiver.Buffer.AsSpan(0, size));
        _receiver.Buffer.AsSpan(0, size).Clear();
        if (error != ErrorCode.None)
        {
            await Task.Delay(_options.AuthenticationFailureDelay, _options.TimeProvider, _stop).ConfigureAwait(false);
            return;
        }

        ProtocolWriter writer = _context.Writer;
        writer.Reset();
        writer.Bytes(answer);
        _metrics.ResponseSent(writer.Position);
        await _transport.SendAsync(writer.Written, _stop).ConfigureAwait(false);
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
        if (!_context.Authentication.IsDone && _serving is not (ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate))
        {
            throw new SaslException("state", $"request {_serving} before authentication");
        }

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
            await _transport.SendAsync(writer.Written, _stop).ConfigureAwait(false);
        }
    }
}
