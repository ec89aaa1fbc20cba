using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Sasl;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>The request being served on a connection. One per connection, filled anew for each request.</summary>
internal sealed class RequestContext(string remoteHost, Authentication authentication, CancellationToken stop) : IDisposable
{
    public ProtocolReader Reader { get; } = new();

    public ProtocolWriter Writer { get; } = new();

    public short Version { get; set; }

    public string ClientId { get; set; } = "";

    public string RemoteHost { get; } = remoteHost;

    /// <summary>What is known of the client.</summary>
    public Authentication Authentication { get; } = authentication;

    /// <summary>Cancelled when the broker stops.</summary>
    public CancellationToken Stop { get; } = stop;

    /// <summary>Set by a request to which Kafka's protocol has no answer (produce with acks=0).</summary>
    public bool NoResponse { get; set; }

    public void Dispose() => Writer.Dispose();
}
