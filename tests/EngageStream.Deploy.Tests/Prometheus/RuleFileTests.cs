using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>The files in deploy/prometheus, without a Prometheus that runs.</summary>
public sealed partial class RuleFileTests
{
    private const string RunbookAddress = "https://engagestream.dev/runbooks/";
    private const string Tests = "deploy/prometheus/tests";

    [Fact]
    public async Task Promtool_accepts_the_configuration_and_its_rules()
    {
        (int code, string output) = await DebianPrometheus.ToolAsync(
            "check", "config", Repository.PathOf("deploy/prometheus/prometheus.yml"));
        Assert.True(code == 0, output);
        Assert.Contains($"SUCCESS: {Rule.All.Count} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_tests_of_the_rules_pass()
    {
        (int code, string output) = await DebianPrometheus.ToolAsync(
            ["test", "rules", .. Directory.GetFiles(Repository.PathOf(Tests), "*.yml")]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void Every_alert_has_a_unit_test_in_which_it_fires_and_series_in_the_one_in_which_nothing_does()
    {
        string healthy = Repository.Read($"{Tests}/healthy.yml");
        string firing = string.Concat(Directory.GetFiles(Repository.PathOf(Tests), "*.yml").Select(File.ReadAllText));
        foreach (Rule alert in Rule.Alerts)
        {
            Assert.Contains($"exp_samples: [{{ labels: '{{alertname=\"{alert.Name}\"", firing, StringComparison.Ordinal);
            foreach (string metric in MetricNames.In(alert.Expression))
            {
                Assert.True(healthy.Contains($"'{metric}{{", StringComparison.Ordinal), $"{alert.Name}: healthy.yml has no {metric}");
            }
        }
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_what_it_means_and_where_its_runbook_is()
    {
        foreach (Rule alert in Rule.Alerts)
        {
            Assert.True(alert.Labels.GetValueOrDefault("severity") is "critical" or "warning", alert.Name);
            Assert.NotEmpty(alert.Annotations["summary"]);
            Assert.NotEmpty(alert.Annotations["description"]);
            Assert.Equal($"{RunbookAddress}{alert.Name}.md", alert.Annotations["runbook_url"]);
        }
    }

    [Fact]
    public void Alerts_and_runbooks_are_one_to_one()
    {
        string[] pages = Directory.GetFiles(Repository.PathOf("docs/runbooks"), "EngageStream*.md");
        Assert.Equal(
            Rule.Alerts.Select(alert => alert.Name).Order(StringComparer.Ordinal),
            pages.Select(page => Path.GetFileNameWithoutExtension(page)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_runbook_says_meaning_impact_check_and_mend_and_is_in_the_index()
    {
        string index = Repository.Read("docs/runbooks/README.md");
        foreach (Rule alert in Rule.Alerts)
        {
            string runbook = Repository.Read($"docs/runbooks/{alert.Name}.md");
            Assert.StartsWith($"# {alert.Name}\n", runbook, StringComparison.Ordinal);
            Assert.Equal(["Meaning", "Impact", "Check", "Mend"], Section().Matches(runbook).Select(match => match.Groups[1].Value));
            Assert.Contains($"]({alert.Name}.md)", index, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
