using EngageStream.Deploy.Tests.Prometheus;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Tests.Shared.Kafka;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Deploy.Tests.Live;

/// <summary>
/// Two engines under load, with the projection to Redis and the API, of which one is stopped so that the other restores its
/// partitions; and a Prometheus with the repository's configuration and rules, which differs in targets and intervals only.
/// </summary>
public sealed class ObservedSystem : IAsyncLifetime
{
    private const int Partitions = 4;

    /// <summary>Only a failing test waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>After which everything that the playbook makes happen has happened many times.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-observed-");
    private readonly List<IAsyncDisposable> _running = [];
    private readonly CancellationTokenSource _settled = new();
    private PrometheusServer? _prometheus;

    internal PrometheusServer Prometheus => _prometheus!;

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        TestCluster kafka = Running(await TestCluster.StartAsync());
        RedisProcess redis = Running(RedisProcess.Start());
        EngineProcess staying = Running(StartEngine(kafka, redis, 1));
        EngineProcess leaving = Running(StartEngine(kafka, redis, 2));
        Uri[] targets = [await staying.Address.WaitAsync(patience.Token), await leaving.Address.WaitAsync(patience.Token)];
        string configuration = Path.Combine(_folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, Configuration(targets), patience.Token);
        _prometheus = Running(await PrometheusServer.StartAsync(configuration, _folder.FullName, patience.Token));
        Running(new ApiLoad(await staying.Api.WaitAsync(patience.Token)));
        Running(new EventLoad(kafka.Servers, kafka.Name("engage.events"), Partitions));

        // Both have worked, and what the one that leaves had done is in the state log for the other to restore.
        await UntilAsync("count(sum by (instance) (engagestream_events_total) > 100) == 2", patience.Token);
        string survivor = $"{{instance=\"{targets[0].Authority}\"}}";
        await leaving.StopAsync(patience.Token);
        await UntilAsync($"sum(increase(engagestream_restores_total{survivor}[1m])) > 0", patience.Token);
        await UntilAsync($"sum(engagestream_restore_progress_ratio{survivor}) == {Partitions}", patience.Token);
        _settled.CancelAfter(Settling);
    }

    /// <summary>Asks until some series has a number, or until the system has run so long that it will never have.</summary>
    internal async Task<IReadOnlyList<Series>> AskAsync(string query)
    {
        while (true)
        {
            IReadOnlyList<Series> answer = await Prometheus.QueryAsync(query);
            if (HasNumbers(answer) || _settled.IsCancellationRequested)
            {
                return answer;
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Whether an answer is more than a division by nothing.</summary>
    internal static bool HasNumbers(IReadOnlyList<Series> answer) => answer.Any(series => !double.IsNaN(series.Value));

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(_running))
        {
            await part.DisposeAsync();
        }

        _settled.Dispose();
        _folder.Delete(recursive: true);
    }

    private static EngineProcess StartEngine(TestCluster kafka, RedisProcess redis, int number) => EngineProcess.Start(["run"],
        $"application.id={kafka.Name("observed")}", $"node.id=node-{number}", "threads=1", "http.listen=127.0.0.1:0",
        $"playbook={Repository.PathOf("tests/EngageStream.Deploy.Tests/Live/observed.yaml")}",
        $"topics.prefix={kafka.Name("engage.")}", $"topics.partitions={Partitions}", "topics.replication.factor=1",
        $"kafka.bootstrap.servers={kafka.Servers}", "kafka.statistics.interval.ms=500",
        $"redis.servers={redis.Address}", "api.listen=127.0.0.1:0", $"api.tokens={ApiLoad.Tokens}", "api.rate.limit=100000");

    private static string Configuration(IEnumerable<Uri> engines)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("deploy/prometheus/prometheus.yml")));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var global = (YamlMappingNode)root["global"];
        global.Children["scrape_interval"] = global.Children["evaluation_interval"] = "1s";
        var rules = (YamlSequenceNode)root["rule_files"];
        root.Children["rule_files"] = new YamlSequenceNode(
            rules.Select(file => new YamlScalarNode(Repository.PathOf($"deploy/prometheus/{file}"))));
        var jobs = (YamlSequenceNode)root["scrape_configs"];
        SetTargets(jobs, "engagestream", engines);
        SetTargets(jobs, "engagestream-projection", []);
        var text = new StringWriter();
        yaml.Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static void SetTargets(YamlSequenceNode jobs, string name, IEnumerable<Uri> targets)
    {
        YamlNode job = jobs.Single(job => ((YamlScalarNode)job["job_name"]).Value == name);
        ((YamlMappingNode)job["static_configs"][0]).Children["targets"] = new YamlSequenceNode(
            targets.Select(target => new YamlScalarNode(target.Authority)));
    }

    private async Task UntilAsync(string query, CancellationToken cancel)
    {
        while ((await Prometheus.QueryAsync(query)).Count == 0)
        {
            cancel.ThrowIfCancellationRequested();
            await Task.Delay(Pause, cancel);
        }
    }

    private T Running<T>(T part)
        where T : IAsyncDisposable
    {
        _running.Add(part);
        return part;
    }
}
