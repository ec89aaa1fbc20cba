using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Compose;

/// <summary>The compose file holds together: images, health, order, volumes, files and ports.</summary>
public sealed class ComposeTests
{
    public static TheoryData<string> Services => [.. ComposeFile.Services.Keys];

    [Fact]
    public void The_whole_stack_is_there() => Assert.Equal(
        ["engine", "generator", "grafana", "kafka", "projection", "prometheus", "redis"], ComposeFile.Services.Keys.Order());

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_image_is_pinned_and_every_service_comes_back(string name)
    {
        string image = ComposeFile.Services[name]["image"].Text;
        Assert.Matches(@"^[a-z./-]+:v?[0-9]+\.[0-9]", image);
        Assert.Equal("unless-stopped", ComposeFile.Services[name]["restart"].Text);
        if (image.StartsWith("engagestream:", StringComparison.Ordinal))
        {
            Assert.Equal($"engagestream:{Checkout.Version}", image);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_service_that_serves_something_has_a_health_check_with_limits(string name)
    {
        Yaml check = ComposeFile.Services[name]["healthcheck"];
        if (name == "generator")
        {
            // The image's own asks for an address at which it does not listen.
            Assert.Equal("true", check["disable"].Text);
            return;
        }

        Assert.Equal("CMD", check["test"].Items.First().Text);
        Assert.All(new[] { "interval", "timeout", "retries" }, key => Assert.True(check[key].Exists, key));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_waits_for_services_that_are_healthy(string name) =>
        Assert.All(ComposeFile.Services[name]["depends_on"].Entries, other =>
        {
            Assert.Contains(other.Key, ComposeFile.Services);
            Assert.Equal("service_healthy", other.Value["condition"].Text);
            Assert.True(ComposeFile.Services[other.Key]["healthcheck"]["test"].Exists, other.Key);
        });

    [Fact]
    public void Named_volumes_are_declared_and_used_and_mounted_files_exist()
    {
        List<string[]> mounts = [.. ComposeFile.Services.Values.SelectMany(s => ComposeFile.Texts(s["volumes"])).Select(v => v.Split(':'))];
        Assert.Equal(ComposeFile.Volumes.Order(), mounts.Select(m => m[0]).Where(source => !source.StartsWith('.')).Distinct().Order());
        Assert.All(mounts.Where(m => m[0].StartsWith('.')), mount =>
        {
            Assert.True(Path.Exists(Checkout.PathOf(mount[0])), mount[0]);
            Assert.Equal("ro", mount[2]);
        });
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Ports_are_published_on_this_machine_only_and_once(string name)
    {
        Assert.All(ComposeFile.Texts(ComposeFile.Services[name]["ports"]), port => Assert.Matches(@"^127\.0\.0\.1:[0-9]+:[0-9]+$", port));
        IEnumerable<string> published = ComposeFile.Services.Values.SelectMany(s => ComposeFile.Texts(s["ports"])).Select(p => p.Split(':')[1]);
        Assert.Equal(published.Distinct(), published);
    }

    [Fact]
    public void Kafka_listens_where_it_sends_its_clients()
    {
        Yaml kafka = ComposeFile.Services["kafka"]["environment"];
        string[] Names(string key) => [.. kafka[key].Text.Split(',').Select(part => part.Split(':')[0])];
        string[] listeners = Names("KAFKA_LISTENERS");
        Assert.Equal(listeners.Order(), Names("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP").Order());
        Assert.Equal(listeners.Except([kafka["KAFKA_CONTROLLER_LISTENER_NAMES"].Text]), Names("KAFKA_ADVERTISED_LISTENERS"));
        Assert.Contains(kafka["KAFKA_INTER_BROKER_LISTENER_NAME"].Text, listeners);
        Assert.All(kafka["KAFKA_ADVERTISED_LISTENERS"].Text.Split(','), listener =>
            Assert.EndsWith(kafka["KAFKA_LISTENERS"].Text.Split(',').Single(l => l.Split(':')[0] == listener.Split(':')[0]).Split(':')[^1],
                listener, StringComparison.Ordinal));
        // A cluster id is 16 bytes in URL-safe base 64.
        Assert.Matches("^[A-Za-z0-9_-]{22}$", kafka["CLUSTER_ID"].Text);
        string controller = kafka["KAFKA_LISTENERS"].Text.Split(',').Single(l => l.StartsWith("CONTROLLER", StringComparison.Ordinal)).Split(':')[^1];
        Assert.Equal($"{kafka["KAFKA_NODE_ID"].Text}@kafka:{controller}", kafka["KAFKA_CONTROLLER_QUORUM_VOTERS"].Text);
        // One broker cannot hold more than one copy.
        Assert.All(kafka.Map.Where(s => s.Key.EndsWith("REPLICATION_FACTOR", StringComparison.Ordinal) || s.Key.EndsWith("MIN_ISR", StringComparison.Ordinal)),
            setting => Assert.Equal("1", setting.Value));
    }

    [Fact]
    public void Prometheus_scrapes_services_of_the_stack_and_grafana_finds_its_files()
    {
        Yaml prometheus = Yaml.Single(Checkout.Read("deploy/prometheus/prometheus.yml"), "prometheus.yml");
        IEnumerable<string> targets = prometheus["scrape_configs"].Items.SelectMany(j => j["static_configs"].Items)
            .SelectMany(c => c["targets"].Items).Select(t => t.Text);
        Assert.Equal(["engine:9464", "projection:9464"], targets.Order());
        Assert.Equal(["rules/*.rules.yml"], ComposeFile.Texts(prometheus["rule_files"]));
        string[] mounts = [.. ComposeFile.Texts(ComposeFile.Services["prometheus"]["volumes"])];
        Assert.Contains("./deploy/prometheus/rules:/etc/prometheus/rules:ro", mounts);
        Assert.NotEmpty(Directory.GetFiles(Checkout.PathOf("deploy/prometheus/rules"), "*.rules.yml"));

        Yaml provider = Yaml.Single(Checkout.Read("deploy/grafana/provisioning/dashboards/engagestream.yaml"), "dashboards")["providers"].Items.Single();
        Assert.Contains($"./deploy/grafana/dashboards:{provider["options"]["path"].Text}:ro", ComposeFile.Texts(ComposeFile.Services["grafana"]["volumes"]));
        string source = Yaml.Single(Checkout.Read("deploy/grafana/provisioning/datasources/prometheus.yaml"), "source")["datasources"].Items.Single()["url"].Text;
        Assert.Equal("http://prometheus:9090", source);
    }

    [ToolFact("docker-compose")]
    public async Task Docker_compose_takes_the_file()
    {
        (int code, string output, string error) = await Tools.RunAsync(Tools.Find("docker-compose")!, ["-f", Checkout.PathOf("docker-compose.yml"), "config"]);
        Assert.True(code == 0, error);
        Assert.Equal(ComposeFile.Services.Keys.Order(), Yaml.Single(output, "config")["services"].Keys.Order());
    }
}
