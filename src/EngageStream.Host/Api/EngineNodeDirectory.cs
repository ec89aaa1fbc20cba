using EngageStream.Console.Ports;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Nodes;

namespace EngageStream.Host.Api;

/// <summary>The nodes that the engine of this process has heard of.</summary>
internal sealed class EngineNodeDirectory(EngineHost engine) : INodeDirectory
{
    /// <inheritdoc/>
    public IReadOnlyList<NodeView> Nodes => [.. engine.Nodes.Select(ViewOf)];

    internal static NodeView ViewOf(NodeAnnouncement node) => new(
        node.NodeId,
        node.Url,
        node.Version,
        node.AsOf,
        node.Partitions,
        node.Restoring,
        node.UsersByStage,
        node.UsersByBand,
        [.. node.Campaigns.Select(campaign => new CampaignCount(campaign.Campaign, campaign.Channel, campaign.Outcome, campaign.Count))]);
}
