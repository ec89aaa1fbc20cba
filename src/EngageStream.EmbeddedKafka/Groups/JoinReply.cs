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
    public IReadOnlyList<(string MemberId, byte[] Metadata)> Members { get; init; } = [];
}
