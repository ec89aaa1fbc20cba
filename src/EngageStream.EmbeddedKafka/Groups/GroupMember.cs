namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A member of a group. Times are measured from the coordinator's start.</summary>
internal sealed class GroupMember(string id, string clientId, string clientHost)
{
    public string Id { get; } = id;

    public string ClientId { get; } = clientId;

    public string ClientHost { get; } = clientHost;

    /// <summary>The name under which a static member comes back (KIP-345); null for members that leave when they go.</summary>
    public string? InstanceId { get; set; }

    public TimeSpan SessionTimeout { get; set; }

    public TimeSpan RebalanceTimeout { get; set; }

    public IReadOnlyList<GroupProtocol> Protocols { get; set; } = [];

    public byte[] Assignment { get; set; } = [];

    /// <summary>When the member is given up unless it is heard of.</summary>
    public TimeSpan SessionDeadline { get; private set; }

    /// <summary>Answers the join that waits for the rebalance; null when none waits.</summary>
    public Action<JoinReply>? PendingJoin { get; set; }

    /// <summary>Answers the sync that waits for the leader; null when none waits.</summary>
    public Action<SyncReply>? PendingSync { get; set; }

    /// <summary>A member whose request waits here cannot send heartbeats: it is not expected to.</summary>
    public bool IsWaiting => PendingJoin is not null || PendingSync is not null;

    public void HeardOf(TimeSpan now) => SessionDeadline = now + SessionTimeout;

    /// <summary>The same static member under a new member id, with its assignment.</summary>
    public GroupMember Reborn(string newId, string newClientId, string newClientHost) => new(newId, newClientId, newClientHost)
    {
        InstanceId = InstanceId,
        SessionTimeout = SessionTimeout,
        RebalanceTimeout = RebalanceTimeout,
        Protocols = Protocols,
        Assignment = Assignment,
    };

    public bool Offers(string protocol) => Protocols.Any(p => p.Name == protocol);

    public byte[] MetadataFor(string protocol) => Protocols.FirstOrDefault(p => p.Name == protocol).Metadata ?? [];

    public bool OffersTheSame(IReadOnlyList<GroupProtocol> protocols) =>
        Protocols.Count == protocols.Count
        && Protocols.Zip(protocols).All(p => p.First.Name == p.Second.Name && p.First.Metadata.AsSpan().SequenceEqual(p.Second.Metadata));
}
