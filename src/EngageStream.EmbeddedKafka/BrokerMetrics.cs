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
    private readonly UpDownCounter<long> _connections;

    public BrokerMetrics()
    {
        _requests = _meter.CreateCounter<long>("engagestream.broker.requests", "{request}", "Requests received.");
        _requestBytes = _meter.CreateCounter<long>("engagestream.broker.request.size", "By", "Bytes of requests received.");
        _responseBytes = _meter.CreateCounter<long>("engagestream.broker.response.size", "By", "Bytes of responses sent.");
        _rejected = _meter.CreateCounter<long>(
            "engagestream.broker.connections.rejected", "{connection}", "Connections closed for a malformed, oversized or unknown request.");
        _connections = _meter.CreateUpDownCounter<long>("engagestream.broker.connections", "{connection}", "Open connections.");
    }

    public void RequestReceived(int bytes)
    {
        _requests.Add(1);
        _requestBytes.Add(bytes);
    }

    public void ResponseSent(int bytes) => _responseBytes.Add(bytes);

    public void ConnectionRejected() => _rejected.Add(1);

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void Dispose() => _meter.Dispose();
}
