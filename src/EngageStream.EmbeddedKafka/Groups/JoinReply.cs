using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>The answer to a join; the leader's names all members and what they offer.</summary>
internal sealed record JoinReply(
    ErrorCode Error,
    string MemberId,
    int Generation = -1,
    string? ProtocolType = null,
    string? ProtocolName = null,
    string LeaderId = "")
{
    public IReadOnlyList<(string MemberId, string? InstanceId, byte[] Metadata)> Members { get; init; } = [];

    /// <summary>
    /// Set for a static leader that came back into a generation whose assignment stands: the leader's id before. Clients
    /// that cannot be told to skip the assignment are told that this one leads.
    /// </summary>
    public string? FormerLeaderId { get; init; }
}
