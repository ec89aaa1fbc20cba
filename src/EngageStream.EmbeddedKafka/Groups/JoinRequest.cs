namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A client's wish to be in the next generation of a group.</summary>
internal sealed record JoinRequest
{
    /// <summary>Empty on the first join.</summary>
    public required string MemberId { get; init; }

    /// <summary>The name of a static member (KIP-345); null for others.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The id that a first join gets.</summary>
    public required string NewMemberId { get; init; }

    /// <summary>Whether a first join must come again with its new id (KIP-394), so that a lost answer leaves no ghost.</summary>
    public required bool NeedsKnownMemberId { get; init; }

    public required string ClientId { get; init; }

    public required string ClientHost { get; init; }

    public required TimeSpan SessionTimeout { get; init; }

    public required TimeSpan RebalanceTimeout { get; init; }

    public required string ProtocolType { get; init; }

    public required IReadOnlyList<GroupProtocol> Protocols { get; init; }
}
