using System.Diagnostics.Metrics;

namespace EngageStream.EmbeddedKafka;

/// <summary>The broker's instruments, in the meter <c>EngageStream.EmbeddedKafka</c>.</summary>
internal sealed class BrokerMetrics : IDisposable
{
    private readonly Meter _meter = new("EngageStream.EmbeddedKafka");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _requestBytes;
    private readonly Counter<long> _responseBytes;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _authenticated;
    private readonly Counter<long> _failed;
    private readonly UpDownCounter<long> _connections;

    public BrokerMetrics()
    {
        _requests = _meter.CreateCounter<long>("engagestream.broker.requests", "{request}", "Requests received.");
        _requestBytes = _meter.CreateCounter<long>("engagestream.broker.request.size", "By", "Bytes of requests received.");
        _responseBytes = _meter.CreateCounter<long>("engagestream.broker.response.size", "By", "Bytes of responses sent.");
        _rejected = _meter.CreateCounter<long>(
            "engagestream.broker.connections.rejected", "{connection}", "Connections closed for a malformed, oversized or unknown request.");
        _authenticated = _meter.CreateCounter<long>(
            "engagestream.broker.authentications", "{connection}", "Connections that went through TLS and authentication.");
        _failed = _meter.CreateCounter<long>(
            "engagestream.broker.authentication.failures",
            "{connection}",
            "Connections closed before they were authenticated; reason: credentials, mechanism, message, state, timeout, tls or limit.");
        _connections = _meter.CreateUpDownCounter<long>("engagestream.broker.connections", "{connection}", "Open connections.");
    }

    public void RequestReceived(int bytes)
    {
        _requests.Add(1);
        _requestBytes.Add(bytes);
    }

    public void ResponseSent(int bytes) => _responseBytes.Add(bytes);

    public void ConnectionRejected() => _rejected.Add(1);

    public void Authenticated() => _authenticated.Add(1);

    public void AuthenticationFailed(string reason) => _failed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void Dispose() => _meter.Dispose();
}
