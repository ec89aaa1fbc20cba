namespace EngageStream.Console.Ports;

/// <summary>What a node announces of itself.</summary>
/// <param name="NodeId">Its <c>node.id</c>.</param>
/// <param name="Url">Where its API is; <see langword="null"/> where it serves none.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="AsOf">When it announced this.</param>
/// <param name="Partitions">Partitions at work there.</param>
/// <param name="Restoring">Partitions that it restores.</param>
/// <param name="UsersByStage">Users of its partitions by stage name.</param>
/// <param name="UsersByBand">Users of its partitions by risk band: low, medium, high.</param>
/// <param name="Campaigns">Decisions of its campaigns since the process began.</param>
public sealed record NodeView(
    string NodeId,
    Uri? Url,
    string Version,
    DateTimeOffset AsOf,
    IReadOnlyList<int> Partitions,
    IReadOnlyList<int> Restoring,
    IReadOnlyDictionary<string, long> UsersByStage,
    IReadOnlyDictionary<string, long> UsersByBand,
    IReadOnlyList<CampaignCount> Campaigns);

/// <summary>How often a campaign decided in one way.</summary>
/// <param name="Campaign">Name of the campaign.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Outcome">The decision: <c>sent</c>, or the reason for which it was suppressed.</param>
/// <param name="Count">How often.</param>
public sealed record CampaignCount(string Campaign, string Channel, string Outcome, long Count);
