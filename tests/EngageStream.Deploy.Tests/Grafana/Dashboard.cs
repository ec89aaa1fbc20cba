using System.Text.Json.Nodes;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Grafana;

/// <summary>A dashboard of the repository.</summary>
/// <param name="Name">Name of its file.</param>
/// <param name="Json">Its content.</param>
internal sealed record Dashboard(string Name, JsonObject Json)
{
    /// <summary>All dashboards.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("deploy/grafana/dashboards"), "*.json").Order(StringComparer.Ordinal)
            .Select(path => new Dashboard(Path.GetFileName(path), JsonNode.Parse(File.ReadAllText(path))!.AsObject())),
    ];

    /// <summary>Everything on it, headings of rows included.</summary>
    public IEnumerable<JsonObject> Elements => Json["panels"]!.AsArray().Select(panel => panel!.AsObject());

    /// <summary>What shows data.</summary>
    public IEnumerable<JsonObject> Panels => Elements.Where(element => (string)element["type"]! != "row");

    /// <summary>Its variables.</summary>
    public IEnumerable<JsonObject> Variables => Json["templating"]!["list"]!.AsArray().Select(variable => variable!.AsObject());

    /// <summary>Queries of its panels and annotations.</summary>
    public IEnumerable<PanelQuery> Queries => Panels.SelectMany(panel => panel["targets"]!.AsArray().Select(target =>
        new PanelQuery(Name, $"{panel["id"]} {panel["title"]} {target!["refId"]}", (string)target["expr"]!)));
}
