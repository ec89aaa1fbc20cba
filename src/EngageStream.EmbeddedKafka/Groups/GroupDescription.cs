namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group as administrators see it, at one moment.</summary>
internal sealed record GroupDescription(
    string GroupId,
    GroupState State,
    string ProtocolType,
    string? ProtocolName,
    IReadOnlyList<MemberDescription> Members)
{
    public static GroupDescription Of(Group group) =>
        new(group.Id, group.State, group.ProtocolType, group.ProtocolName, [.. group.Members.Select(m => MemberDescription.Of(m, group.ProtocolName))]);
}

/// <summary>A member as administrators see it.</summary>
internal sealed record MemberDescription(string Id, string? InstanceId, string ClientId, string ClientHost, byte[] Metadata, byte[] Assignment)
{
    public static MemberDescription Of(GroupMember member, string? protocol) =>
        new(member.Id, member.InstanceId, member.ClientId, member.ClientHost, protocol is null ? [] : member.MetadataFor(protocol), member.Assignment);
}
