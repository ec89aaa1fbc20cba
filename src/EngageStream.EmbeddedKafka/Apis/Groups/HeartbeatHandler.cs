using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>Heartbeat (12): keeps a member's session, and tells it of a rebalance.</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.Heartbeat, 0, 4, 4))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        string groupId = reader.String();
        int generation = reader.Int32();
        string memberId = reader.String();
        string? instanceId = context.Version >= 3 ? reader.NullableString() : null;
        if (context.Version >= 1)
        {
            context.Writer.Int32(0);
        }

        context.Writer.Error(groups.Heartbeat(groupId, memberId, generation, instanceId));
        context.Writer.Tags();
    }
}
