using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>SyncGroup (14): the answer waits for the leader's assignment, which is passed on as it is.</summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups) : ApiHandler(new(ApiKey.SyncGroup, 0, 5, 4))
{
    public override async ValueTask HandleAsync(RequestContext context)
    {
        (string groupId, SyncRequest request) = Read(context.Reader, context.Version);
        SyncReply reply = await groups.SyncAsync(groupId, request).WaitAsync(context.Stop).ConfigureAwait(false);
        ProtocolWriter writer = context.Writer;
        if (context.Version >= 1)
        {
            writer.Int32(0);
        }

        writer.Error(reply.Error);
        if (context.Version >= 5)
        {
            writer.String(reply.ProtocolType);
            writer.String(reply.ProtocolName);
        }

        writer.Bytes(reply.Assignment);
        writer.Tags();
    }

    private static (string GroupId, SyncRequest Request) Read(ProtocolReader reader, short version)
    {
        string groupId = reader.String();
        int generation = reader.Int32();
        string memberId = reader.String();
        string? instanceId = version >= 3 ? reader.NullableString() : null;

        string? protocolType = version >= 5 ? reader.NullableString() : null;
        string? protocolName = version >= 5 ? reader.NullableString() : null;
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int n = reader.ArrayLength(); n > 0; n--)
        {
            string member = reader.String();
            assignments[member] = reader.Bytes().ToArray();
            reader.Tags();
        }

        return (groupId, new SyncRequest(memberId, generation, protocolType, protocolName, assignments, instanceId));
    }
}
