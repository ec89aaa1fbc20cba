using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Prometheus;
using EngageStream.Deploy.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Deploy.Tests.Grafana;

/// <summary>The files in deploy/grafana, without a Grafana that runs.</summary>
public sealed partial class DashboardFileTests
{
    public static TheoryData<string> Names => [.. Dashboard.All.Select(dashboard => dashboard.Name)];

    [Fact]
    public void There_is_a_dashboard_for_operations_and_one_for_engagement() =>
        Assert.Equal(["engagement.json", "operations.json"], Dashboard.All.Select(dashboard => dashboard.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dashboard_is_one_that_Grafana_takes(string name)
    {
        Dashboard dashboard = Of(name);
        Assert.Equal(39, (int)dashboard.Json["schemaVersion"]!);
        Assert.False(dashboard.Json.ContainsKey("id"), "Grafana gives the id");
        Assert.Equal($"engagestream-{Path.GetFileNameWithoutExtension(name)}", (string)dashboard.Json["uid"]!);
        List<int> ids = [.. dashboard.Elements.Select(element => (int)element["id"]!)];
        Assert.Equal(ids.Distinct(), ids);
        var taken = new HashSet<(int, int)>();
        foreach (JsonObject element in dashboard.Elements)
        {
            Assert.All(Cells(element), cell => Assert.True(cell.X < 24 && taken.Add(cell), $"{element["title"]} overlaps at {cell}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_has_a_title_a_description_a_unit_the_data_source_and_queries_with_legends(string name)
    {
        foreach (JsonObject panel in Of(name).Panels)
        {
            string title = (string)panel["title"]!;
            Assert.NotEmpty(title);
            Assert.True(((string?)panel["description"])?.EndsWith('.'), $"{title} has no description");
            Assert.False(string.IsNullOrEmpty((string?)panel["fieldConfig"]!["defaults"]!["unit"]), $"{title} has no unit");
            Assert.Equal("${datasource}", (string)panel["datasource"]!["uid"]!);
            JsonArray targets = panel["targets"]!.AsArray();
            Assert.NotEmpty(targets);
            Assert.Equal(targets.Select(target => (string)target!["refId"]!).Distinct().Count(), targets.Count);
            Assert.All(targets, target => Assert.True(
                (string)panel["type"]! == "table" || !string.IsNullOrEmpty((string?)target!["legendFormat"]), $"{title} has no legend"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Queries_use_the_variables_that_there_are_and_rates_follow_the_scrape_interval(string name)
    {
        Dashboard dashboard = Of(name);
        var known = dashboard.Variables.Select(variable => (string)variable["name"]!).Concat(["__rate_interval", "__range"]).ToHashSet();
        foreach (PanelQuery query in dashboard.Queries)
        {
            Assert.Contains("application=~\"$application\"", query.Expression, StringComparison.Ordinal);
            Assert.All(Variable().Matches(query.Expression), match => Assert.Contains(match.Groups[1].Value, known));
            Assert.DoesNotMatch(@"\[\d", query.Expression);
        }
    }

    [Fact]
    public void Dashboards_and_rules_name_only_metrics_that_the_documents_list()
    {
        string documented = Repository.Read("docs/metrics.md");
        IEnumerable<string> queries = Dashboard.All.SelectMany(dashboard => dashboard.Queries).Select(query => query.Expression)
            .Concat(Rule.All.Select(rule => rule.Expression));
        IEnumerable<string> unknown = queries.SelectMany(MetricNames.In).Select(MetricNames.FamilyOf).Distinct()
            .Where(metric => !documented.Contains($"`{metric}`", StringComparison.Ordinal));
        Assert.Empty(unknown);
    }

    [Fact]
    public void Grafana_finds_the_data_source_and_the_folder_of_the_dashboards()
    {
        YamlNode source = Yaml("deploy/grafana/provisioning/datasources/prometheus.yaml")["datasources"][0];
        Assert.Equal(("prometheus", "http://prometheus:9090"), (Text(source["type"]), Text(source["url"])));
        string interval = Text(Yaml("deploy/prometheus/prometheus.yml")["global"]["scrape_interval"]);
        Assert.Equal(interval, Text(source["jsonData"]["timeInterval"]));
        YamlNode provider = Yaml("deploy/grafana/provisioning/dashboards/engagestream.yaml")["providers"][0];
        Assert.Equal("/var/lib/grafana/dashboards", Text(provider["options"]["path"]));
    }

    private static Dashboard Of(string name) => Dashboard.All.Single(dashboard => dashboard.Name == name);

    private static IEnumerable<(int X, int Y)> Cells(JsonObject element)
    {
        JsonNode place = element["gridPos"]!;
        return from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
               from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
               select (x, y);
    }

    private static YamlNode Yaml(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(path)));
        return yaml.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    // `$1` of label_replace is no variable.
    [GeneratedRegex(@"\$\{?([A-Za-z_]\w*)")]
    private static partial Regex Variable();
}
