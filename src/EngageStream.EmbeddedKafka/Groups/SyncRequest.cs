namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A member asks for its assignment; the leader's request brings everyone's.</summary>
internal sealed record SyncRequest(
    string MemberId,
    int Generation,
    string? ProtocolType,
    string? ProtocolName,
    IReadOnlyDictionary<string, byte[]> Assignments,
    string? InstanceId = null);
