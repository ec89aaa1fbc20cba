using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Cluster;

/// <summary>What clients are told about the one broker of this cluster.</summary>
internal sealed class BrokerIdentity
{
    public const int NodeId = 1;

    /// <summary>"Not asked for or not known", in fields that list the operations a client may do.</summary>
    public const int AuthorizedOperationsUnknown = int.MinValue;

    private readonly string _host;
    private readonly int _port;

    /// <param name="clusterId">Names the cluster.</param>
    /// <param name="address">Where clients are told to connect, <c>host:port</c>.</param>
    public BrokerIdentity(string clusterId, string address)
    {
        ClusterId = clusterId;
        _ = BrokerOptions.TrySplit(address, out _host, out _port);
    }

    public string ClusterId { get; }

    /// <summary>Node id, host and port.</summary>
    public void WriteEndpoint(ProtocolWriter writer)
    {
        writer.Int32(NodeId);
        writer.String(_host);
        writer.Int32(_port);
    }
}
