using System.Net;
using EngageStream.Domain.Model;
using EngageStream.Host.Configuration;
using EngageStream.Playbooks;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>An engine with the settings of the chart answers the chart's probes, and what its ServiceMonitor scrapes.</summary>
public sealed class ProbeTests(Chart chart) : IClassFixture<Chart>
{
    [GoFact]
    public async Task The_engine_of_the_chart_answers_its_probes()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var files = new PodFiles(chart["minimal"], chart["minimal"].Engine);
        string[] here =
        [
            $"kafka.bootstrap.servers={cluster.Servers}", "http.listen=127.0.0.1:0", $"topics.prefix={cluster.Prefix}",
            $"application.id={cluster.Name("app")}",
        ];
        EngineOptions options = EngineConfiguration.Load(files.Config, files.Environment, here);
        EngagementModel model = PlaybookFile.Load(options.PlaybookPath).Model!;
        await using EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        await engine.WaitUntilReadyAsync();

        using var client = new HttpClient { BaseAddress = engine.HttpAddress };
        IEnumerable<string> paths = new[] { "startupProbe", "livenessProbe", "readinessProbe" }
            .Select(probe => chart["minimal"].Engine.Container[probe]["httpGet"]["path"].Text)
            .Append(Assert.Single(chart["everything"].Of("ServiceMonitor")).Spec["endpoints"].Items.Single()["path"].Text);
        foreach (string path in paths)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        }

        // What the HPA asks for is a series that the engine has.
        string hpa = Assert.Single(chart["everything"].Of("HorizontalPodAutoscaler")).Spec["metrics"].Items.First()["pods"]["metric"]["name"].Text;
        Assert.Contains($"\n{hpa}{{", engine.ReadMetrics(), StringComparison.Ordinal);
    }
}
