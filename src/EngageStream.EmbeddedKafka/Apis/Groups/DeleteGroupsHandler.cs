using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>DeleteGroups (42): groups without members, with their committed offsets.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.DeleteGroups, 0, 2, 2))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        int count = reader.ArrayLength();
        writer.ArrayLength(count);
        for (int i = 0; i < count; i++)
        {
            string groupId = reader.String();
            writer.String(groupId);
            writer.Error(groups.Delete(groupId));
            writer.Tags();
        }

        writer.Tags();
    }
}
