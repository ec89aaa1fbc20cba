using EngageStream.Console.Ports;
using EngageStream.Domain.Model;

namespace EngageStream.Host.Api;

/// <summary>The playbook that the engine works with.</summary>
internal sealed class PlaybookCatalogue(EngagementModel model) : IPlaybookCatalogue
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Stages { get; } = [.. model.Stages.Select(stage => stage.Name)];

    /// <inheritdoc/>
    public IReadOnlyList<CampaignView> Campaigns { get; } =
    [
        .. model.Campaigns.Select(campaign => new CampaignView(
            campaign.Name, campaign.Channel, campaign.Template, campaign.Rule, campaign.CooldownMs)),
    ];
}
