using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>The campaigns and what became of entries into them.</summary>
internal static class CampaignEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) => v1.MapGet("/campaigns", List)
        .Says("listCampaigns", "campaigns", "The playbook's campaigns and their decisions",
            "Decisions by outcome, summed over the live nodes, each since its process began. For sums over time read engage.decisions.")
        .Needs(ApiScope.Read);

    private static Ok<CampaignsAnswer> List(ApiServices services)
    {
        IReadOnlyList<NodeView> live = services.Nodes.Nodes;
        ILookup<string, CampaignCount> counts = live.SelectMany(node => node.Campaigns).ToLookup(count => count.Campaign);
        return TypedResults.Ok(new CampaignsAnswer(
            live.Count == 0 ? null : live.Min(node => node.AsOf),
            [
                .. services.Playbook.Campaigns.Select(campaign => new CampaignAnswer(
                    campaign.Name, campaign.Channel, campaign.Template, campaign.Entry, campaign.CooldownMs,
                    counts[campaign.Name].GroupBy(count => count.Outcome).OrderBy(group => group.Key, StringComparer.Ordinal)
                        .ToDictionary(group => group.Key, group => group.Sum(count => count.Count))))
            ]));
    }
}

/// <summary>The campaigns.</summary>
/// <param name="AsOf">The oldest announcement that is in the counts; null where no node is live.</param>
/// <param name="Campaigns">In the playbook's order.</param>
public sealed record CampaignsAnswer(DateTimeOffset? AsOf, IReadOnlyList<CampaignAnswer> Campaigns);

/// <summary>A campaign.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Channel">Channel of its messages.</param>
/// <param name="Template">Template that the notifier fills.</param>
/// <param name="Entry">What lets a person enter, as the playbook states it.</param>
/// <param name="CooldownMs">After a send, how long further entries are suppressed; 0 for none.</param>
/// <param name="Decisions">Decisions by outcome: sent, or the reason for which one was suppressed.</param>
public sealed record CampaignAnswer(
    string Name, string Channel, string Template, string Entry, long CooldownMs, IReadOnlyDictionary<string, long> Decisions);
