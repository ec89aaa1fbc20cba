using EngageStream.Console.Hosting;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>The engines of the application.</summary>
internal static class NodeEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) => v1.MapGet("/nodes", List)
        .Says("listNodes", "nodes", "The nodes of the application", "All that announced themselves and have not fallen silent since, with their partitions.")
        .Needs(ApiScope.Read);

    private static Ok<NodesAnswer> List(ApiServices services) => TypedResults.Ok(new NodesAnswer(
    [
        .. services.Nodes.Nodes.Select(node => new NodeAnswer(
            node.NodeId, node.Url?.ToString(), node.Version, node.AsOf, node.Partitions, node.Restoring)),
    ]));
}

/// <summary>The nodes.</summary>
/// <param name="Nodes">By name.</param>
public sealed record NodesAnswer(IReadOnlyList<NodeAnswer> Nodes);

/// <summary>A node.</summary>
/// <param name="NodeId">Its node.id.</param>
/// <param name="Url">Where its API is; null where it serves none.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="AsOf">When it last announced itself.</param>
/// <param name="Partitions">Partitions at work there.</param>
/// <param name="Restoring">Partitions that it restores.</param>
public sealed record NodeAnswer(
    string NodeId,
    string? Url,
    string Version,
    DateTimeOffset AsOf,
    IReadOnlyList<int> Partitions,
    IReadOnlyList<int> Restoring);
