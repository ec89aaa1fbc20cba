using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Cluster;

/// <summary>DescribeCluster (60): one broker, which is the controller too.</summary>
internal sealed class DescribeClusterHandler(BrokerIdentity broker) : ImmediateApiHandler(new(ApiKey.DescribeCluster, 0, 1, 0))
{
    private const sbyte Brokers = 1;

    protected override void Handle(RequestContext context)
    {
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.Error(ErrorCode.None);
        writer.String(null);
        if (context.Version >= 1)
        {
            writer.Int8(Brokers);
        }

        writer.String(broker.ClusterId);
        writer.Int32(BrokerIdentity.NodeId);
        writer.ArrayLength(1);
        broker.WriteEndpoint(writer);
        writer.String(null);
        writer.Tags();
        writer.Int32(BrokerIdentity.AuthorizedOperationsUnknown);
        writer.Tags();
    }
}
