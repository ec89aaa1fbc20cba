using EngageStream.Deploy.Tests.Live;
using EngageStream.Deploy.Tests.Prometheus;

namespace EngageStream.Deploy.Tests.Grafana;

/// <summary>What dashboards ask is answered by a system that runs.</summary>
[Collection(ObservedSystemGroup.Name)]
public sealed class PanelQueryTests(ObservedSystem system)
{
    public static TheoryData<string, string> Panels
    {
        get
        {
            var panels = new TheoryData<string, string>();
            foreach (PanelQuery query in Queries)
            {
                panels.Add(query.Dashboard, query.Panel);
            }

            return panels;
        }
    }

    private static IEnumerable<PanelQuery> Queries => Dashboard.All.SelectMany(dashboard => dashboard.Queries);

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task A_panel_shows_data(string dashboard, string panel)
    {
        PanelQuery query = Queries.Single(query => query.Dashboard == dashboard && query.Panel == panel);
        string asked = query.Ask(rateInterval: "4s", range: "1m");
        IReadOnlyList<Series> answer = await system.AskAsync(asked);
        Assert.True(ObservedSystem.HasNumbers(answer), $"{asked}\n has no data, only {answer.Count} series without a number");
    }

    [Theory]
    [InlineData("engagement.json")]
    [InlineData("operations.json")]
    public async Task A_variable_has_values(string dashboard)
    {
        Dashboard asked = Dashboard.All.Single(one => one.Name == dashboard);
        foreach (string? definition in asked.Variables.Select(variable => (string?)variable["definition"]))
        {
            if (definition is not null)
            {
                string[] parts = definition["label_values(".Length..^1].Replace("$application", ".*", StringComparison.Ordinal).Split(", ");
                Assert.NotEmpty(await system.Prometheus.LabelValuesAsync(parts[0], parts[1]));
            }
        }
    }
}
