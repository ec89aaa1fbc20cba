using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>How many people there are.</summary>
internal static class StageEndpoints
{
    private static readonly string[] Bands = ["low", "medium", "high"];

    public static void Map(IEndpointRouteBuilder v1) => v1.MapGet("/stages", Sum)
        .Says("getStages", "people", "People by stage and by band of churn risk",
            "Sums over the live nodes as they last announced themselves; a partition that is being restored is not counted meanwhile.")
        .Needs(ApiScope.Read);

    private static Ok<StagesAnswer> Sum(ApiServices services)
    {
        IReadOnlyList<NodeView> live = services.Nodes.Nodes;
        Dictionary<string, long> stages = Counts.Sum(live.Select(node => node.UsersByStage));
        Dictionary<string, long> bands = Counts.Sum(live.Select(node => node.UsersByBand));
        return TypedResults.Ok(new StagesAnswer(
            live.Count == 0 ? null : live.Min(node => node.AsOf),
            // A node with another playbook may count in stages that this node's has not.
            [.. services.Playbook.Stages.Union(stages.Keys).Select(name => new StageCount(name, stages.GetValueOrDefault(name)))],
            [.. Bands.Union(bands.Keys).Select(name => new BandCount(name, bands.GetValueOrDefault(name)))],
            [.. live.Select(node => new NodeAsOf(node.NodeId, node.AsOf, node.Partitions.Count, node.Restoring.Count))]));
    }
}

/// <summary>How many people there are.</summary>
/// <param name="AsOf">The oldest announcement that is in the sums; null where no node is live.</param>
/// <param name="Stages">By stage, in the playbook's order.</param>
/// <param name="Bands">By band of churn risk.</param>
/// <param name="Nodes">Whose announcements are in the sums.</param>
public sealed record StagesAnswer(
    DateTimeOffset? AsOf, IReadOnlyList<StageCount> Stages, IReadOnlyList<BandCount> Bands, IReadOnlyList<NodeAsOf> Nodes);

/// <summary>People of a stage.</summary>
public sealed record StageCount(string Stage, long Users);

/// <summary>People of a band.</summary>
public sealed record BandCount(string Band, long Users);

/// <summary>A node whose announcement was counted.</summary>
public sealed record NodeAsOf(string NodeId, DateTimeOffset AsOf, int Partitions, int Restoring);
