using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>ListGroups (16): all groups, or those in the named states.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups) : ImmediateApiHandler(new(ApiKey.ListGroups, 0, 4, 3))
{
    protected override void Handle(RequestContext context)
    {
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        var states = new List<string>();
        for (int n = version >= 4 ? context.Reader.ArrayLength() : 0; n > 0; n--)
        {
            states.Add(context.Reader.String());
        }

        GroupDescription[] listed =
            [.. groups.DescribeAll().Where(g => states.Count == 0 || states.Contains(GroupStateNames.Of(g.State), StringComparer.OrdinalIgnoreCase))];
        if (version >= 1)
        {
            writer.Int32(0);
        }

        writer.Error(ErrorCode.None);
        writer.ArrayLength(listed.Length);
        foreach (GroupDescription group in listed)
        {
            writer.String(group.GroupId);
            writer.String(group.ProtocolType);
            if (version >= 4)
            {
                writer.String(GroupStateNames.Of(group.State));
            }

            writer.Tags();
        }

        writer.Tags();
    }
}
