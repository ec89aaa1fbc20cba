using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>LeaveGroup (13): one member, or from version 3 on several.</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.LeaveGroup, 0, 5, 4))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        string groupId = reader.String();
        if (context.Version >= 1)
        {
            writer.Int32(0);
        }

        if (context.Version <= 2)
        {
            writer.Error(groups.Leave(groupId, reader.String()));
            return;
        }

        writer.Error(ErrorCode.None);
        int count = reader.ArrayLength();
        writer.ArrayLength(count);
        for (int i = 0; i < count; i++)
        {
            string memberId = reader.String();
            string? instanceId = reader.NullableString();
            if (context.Version >= 5)
            {
                reader.NullableString();
            }

            reader.Tags();
            writer.String(memberId);
            writer.String(instanceId);
            writer.Error(groups.Leave(groupId, memberId, instanceId));
            writer.Tags();
        }

        writer.Tags();
    }
}
