using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>
/// Helm reads only what lies in the chart, so the chart has copies; they are equal to their originals. After a change:
/// <c>build/chart-files.sh</c>.
/// </summary>
public sealed class ChartFilesTests(Chart chart) : IClassFixture<Chart>
{
    [Theory]
    [InlineData("playbook", "playbooks/starter.yaml")]
    [InlineData("rules", "deploy/prometheus/rules/engagestream.rules.yml")]
    [InlineData("dashboards", "deploy/grafana/dashboards")]
    public void The_copies_are_equal_to_their_originals(string folder, string original)
    {
        string[] originals = Directory.Exists(Checkout.PathOf(original))
            ? Directory.GetFiles(Checkout.PathOf(original), "*.json")
            : [Checkout.PathOf(original)];
        string[] copies = Directory.GetFiles(Checkout.PathOf($"{Chart.Folder}/files/{folder}"));

        Assert.NotEmpty(originals);
        Assert.Equal(originals.Select(Path.GetFileName).Order(), copies.Select(Path.GetFileName).Order());
        Assert.All(originals, file => Assert.Equal(
            File.ReadAllText(file), Checkout.Read($"{Chart.Folder}/files/{folder}/{Path.GetFileName(file)}")));
    }

    [Fact]
    public void The_chart_has_the_version_of_the_release()
    {
        Yaml about = Yaml.Single(Checkout.Read($"{Chart.Folder}/Chart.yaml"), "Chart.yaml");
        Assert.Equal(("v2", "engagestream", Checkout.Version, Checkout.Version),
            (about["apiVersion"].Text, about["name"].Text, about["version"].Text, about["appVersion"].Text));
    }

    [GoFact]
    public void Rules_and_dashboards_arrive_as_they_are()
    {
        Manifest rules = Assert.Single(chart["everything"].Of("PrometheusRule"));
        Yaml original = Yaml.Single(Checkout.Read("deploy/prometheus/rules/engagestream.rules.yml"), "rules");
        Assert.Equal(original.ToJson()!.ToJsonString(), rules.Spec.ToJson()!.ToJsonString());
        Manifest dashboards = Assert.Single(chart["everything"].Of("ConfigMap"), m => m.Name.EndsWith("-dashboards", StringComparison.Ordinal));
        Assert.Equal("1", dashboards.Root["metadata"]["labels"]["dashboards"].Text);
        Assert.All(dashboards.Root["data"].Map, file =>
            Assert.Equal(Checkout.Read($"deploy/grafana/dashboards/{file.Key}").TrimEnd(), file.Value.TrimEnd()));
        Assert.NotEmpty(dashboards.Root["data"].Map);
    }

    [ToolFact("helm")]
    public async Task Helm_itself_renders_the_same()
    {
        Assert.NotEmpty(chart.All);
        foreach (Release release in chart.All.Where(r => r.Name != "defaults"))
        {
            string values = Checkout.PathOf($"tests/EngageStream.Deploy.Tests/Helm/values/{release.Name}.yaml");
            (int code, string output, string error) = await Tools.RunAsync(
                Tools.Find("helm")!, ["template", "engage", Checkout.PathOf(Chart.Folder), "-n", "shop", "-f", values, "--kube-version", "1.29.0"]);
            Assert.True(code == 0, error);
            IEnumerable<string> theirs = Yaml.Documents(output, release.Name).Select(d => d.ToJson()!.ToJsonString()).Order();
            Assert.Equal(theirs, release.Manifests.Select(m => m.Root.ToJson()!.ToJsonString()).Order());
        }
    }
}
