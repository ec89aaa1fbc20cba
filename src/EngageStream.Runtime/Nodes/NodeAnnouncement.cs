namespace EngageStream.Runtime.Nodes;

/// <summary>What a node says of itself on the nodes topic: docs/schemas/node.v1.schema.json.</summary>
/// <param name="NodeId">Its <c>node.id</c>.</param>
/// <param name="Url">Where its API is; <see langword="null"/> where it serves none.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="AsOf">When it said so, by its own clock.</param>
/// <param name="Partitions">Partitions at work there, ascending.</param>
/// <param name="Restoring">Partitions that it restores, ascending.</param>
/// <param name="UsersByStage">Users of the partitions at work by stage name.</param>
/// <param name="UsersByBand">Users of the partitions at work by risk band: low, medium, high.</param>
/// <param name="Campaigns">Decisions of its campaigns since the process began.</param>
public sealed record NodeAnnouncement(
    string NodeId,
    Uri? Url,
    string Version,
    DateTimeOffset AsOf,
    IReadOnlyList<int> Partitions,
    IReadOnlyList<int> Restoring,
    IReadOnlyDictionary<string, long> UsersByStage,
    IReadOnlyDictionary<string, long> UsersByBand,
    IReadOnlyList<NodeCampaignCount> Campaigns);

/// <summary>How often a campaign decided in one way since the process began.</summary>
/// <param name="Campaign">Name of the campaign.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Outcome">The decision: <c>sent</c>, or the reason for which it was suppressed.</param>
/// <param name="Count">How often.</param>
public sealed record NodeCampaignCount(string Campaign, string Channel, string Outcome, long Count);
