namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>What is kept of a group's membership over a restart: a stable or empty generation.</summary>
internal sealed record GroupSnapshot(
    string GroupId,
    int Generation,
    string ProtocolType,
    string? ProtocolName,
    string? LeaderId,
    IReadOnlyList<GroupMember> Members)
{
    public static GroupSnapshot Of(Group group) =>
        new(group.Id, group.Generation, group.ProtocolType, group.ProtocolName, group.LeaderId, [.. group.Members]);
}
