using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Cluster;

/// <summary>What clients are told about the one broker of this cluster.</summary>
internal sealed record BrokerIdentity(string ClusterId, string Host, int Port)
{
    public const int NodeId = 1;

    /// <summary>"Not asked for or not known", in fields that list the operations a client may do.</summary>
    public const int AuthorizedOperationsUnknown = int.MinValue;

    /// <summary>Node id, host and port.</summary>
    public void WriteEndpoint(ProtocolWriter writer)
    {
        writer.Int32(NodeId);
        writer.String(Host);
        writer.Int32(Port);
    }
}
