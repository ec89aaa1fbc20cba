using EngageStream.EmbeddedKafka.Apis.Cluster;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>FindCoordinator (10): this broker coordinates every group and every transactional id.</summary>
internal sealed class FindCoordinatorHandler(BrokerIdentity broker) : ImmediateApiHandler(new(ApiKey.FindCoordinator, 0, 4, 3))
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        if (version <= 3)
        {
            reader.String();
        }

        sbyte keyType = version >= 1 ? reader.Int8() : Group;
        if (version >= 1)
        {
            writer.Int32(0);
        }

        ErrorCode error = keyType is Group or Transaction ? ErrorCode.None : ErrorCode.InvalidRequest;
        if (version <= 3)
        {
            WriteOne(writer, version, error);
        }
        else
        {
            int count = reader.ArrayLength();
            writer.ArrayLength(count);
            for (int i = 0; i < count; i++)
            {
                WriteKeyed(writer, reader.String(), error);
            }
        }

        writer.Tags();
    }

    private void WriteOne(ProtocolWriter writer, short version, ErrorCode error)
    {
        writer.Error(error);
        if (version >= 1)
        {
            writer.String(null);
        }

        broker.WriteEndpoint(writer);
    }

    private void WriteKeyed(ProtocolWriter writer, string key, ErrorCode error)
    {
        writer.String(key);
        broker.WriteEndpoint(writer);
        writer.Error(error);
        writer.String(null);
        writer.Tags();
    }
}
