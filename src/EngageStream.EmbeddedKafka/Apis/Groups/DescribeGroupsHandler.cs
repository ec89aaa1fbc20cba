using EngageStream.EmbeddedKafka.Apis.Cluster;
using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>DescribeGroups (15): state and members of groups.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.DescribeGroups, 0, 5, 5))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolWriter writer = context.Writer;
        if (context.Version >= 1)
        {
            writer.Int32(0);
        }

        int count = context.Reader.ArrayLength();
        writer.ArrayLength(count);
        for (int i = 0; i < count; i++)
        {
            string groupId = context.Reader.String();
            Write(writer, context.Version, groupId, groups.Describe(groupId));
        }

        writer.Tags();
    }

    private static void Write(ProtocolWriter writer, short version, string groupId, GroupDescription? group)
    {
        writer.Error(ErrorCode.None);
        writer.String(groupId);
        writer.String(group is null ? GroupStateNames.Dead : GroupStateNames.Of(group.State));
        writer.String(group?.ProtocolType ?? "");
        writer.String(group?.ProtocolName ?? "");
        IReadOnlyList<MemberDescription> members = group?.Members ?? [];
        writer.ArrayLength(members.Count);
        foreach (MemberDescription member in members)
        {
            writer.String(member.Id);
            if (version >= 4)
            {
                writer.String(member.InstanceId);
            }

            writer.String(member.ClientId);
            writer.String(member.ClientHost);
            writer.Bytes(member.Metadata);
            writer.Bytes(member.Assignment);
            writer.Tags();
        }

        if (version >= 3)
        {
            writer.Int32(BrokerIdentity.AuthorizedOperationsUnknown);
        }

        writer.Tags();
    }
}
