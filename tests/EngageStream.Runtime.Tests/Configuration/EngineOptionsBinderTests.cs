using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Configuration;

public class EngineOptionsBinderTests
{
    // Any file that is there: the binder looks no further.
    private static readonly string Pem = typeof(EngineOptionsBinderTests).Assembly.Location;

    private static readonly Dictionary<string, string> Least = new() { ["kafka.bootstrap.servers"] = "127.0.0.1:9092" };

    [Fact]
    public void Every_key_sets_its_option()
    {
        var settings = new Dictionary<string, string>(Least)
        {
            ["application.id"] = "shop",
            ["node.id"] = "n2",
            ["mode"] = "replay",
            ["playbook"] = "playbooks/starter.yaml",
            ["threads"] = "3",
            ["commit.interval.ms"] = "20",
            ["processing.guarantee"] = "at-least-once",
            ["standby"] = "all",
            ["partitioner"] = "crc32",
            ["event.max.bytes"] = "1000",
            ["memory.limit.bytes"] = "100000000",
            ["scratch.dir"] = Path.GetTempPath(),
            ["stop.timeout.ms"] = "2000",
            ["http.listen"] = "0.0.0.0:80",
            ["api.listen"] = "0.0.0.0:81",
            ["api.url"] = "http://n2:81",
            ["api.tokens"] = "ops read,operate 0123456789abcdef",
            ["api.tls.certificate"] = Pem,
            ["api.tls.key"] = Pem,
            ["api.tls.ca"] = Pem,
            ["api.rate.limit"] = "10",
            ["api.max.body.bytes"] = "2000",
            ["api.request.timeout.ms"] = "5000",
            ["telemetry.otlp.endpoint"] = "http://collector:4318",
            ["telemetry.otlp.protocol"] = "http/protobuf",
            ["telemetry.otlp.headers"] = "a=b,c=d",
            ["telemetry.metrics.interval.ms"] = "15000",
            ["telemetry.traces.sample.ratio"] = "0.5",
            ["topics.prefix"] = "x.",
            ["topics.partitions"] = "12",
            ["topics.replication.factor"] = "3",
            ["kafka.security.protocol"] = "ssl",
            ["redis.servers"] = "r1:6379",
        };
        EngineOptions options = EngineOptionsBinder.Bind(settings, out IReadOnlyList<ConfigurationError> errors);
        Assert.Empty(OptionKeys.All.Select(option => option.Key).Except(settings.Keys));
        Assert.Empty(errors);
        var expected = new EngineOptions
        {
            ApplicationId = "shop",
            NodeId = "n2",
            Mode = EngineMode.Replay,
            PlaybookPath = "playbooks/starter.yaml",
            Threads = 3,
            CommitInterval = TimeSpan.FromMilliseconds(20),
            Guarantee = ProcessingGuarantee.AtLeastOnce,
            Standby = StandbyMode.All,
            Partitioner = PartitionerKind.Crc32,
            MaxEventBytes = 1000,
            MemoryLimitBytes = 100_000_000,
            ScratchDirectory = Path.GetTempPath(),
            StopTimeout = TimeSpan.FromSeconds(2),
            HttpListen = "0.0.0.0:80",
            ApiListen = "0.0.0.0:81",
            ApiUrl = "http://n2:81",
            ApiTokens = "ops read,operate 0123456789abcdef",
            ApiTlsCertificate = Pem,
            ApiTlsKey = Pem,
            ApiTlsCa = Pem,
            ApiRateLimit = 10,
            ApiMaxBodyBytes = 2000,
            ApiRequestTimeout = TimeSpan.FromSeconds(5),
            Telemetry = new TelemetryOptions
            {
                OtlpEndpoint = "http://collector:4318",
                OtlpProtocol = OtlpProtocol.HttpProtobuf,
                OtlpHeaders = "a=b,c=d",
                MetricsInterval = TimeSpan.FromSeconds(15),
                TraceSampleRatio = 0.5,
            },
            Topics = new TopicOptions { Prefix = "x.", Partitions = 12, ReplicationFactor = 3 },
        };
        Assert.Equal(expected, options with { Kafka = expected.Kafka, Redis = expected.Redis });
        Assert.Equal("r1:6379", options.Redis["servers"]);
        Assert.Equal("ssl", options.Kafka["security.protocol"]);
    }

    [Fact]
    public void Documented_defaults_are_the_defaults()
    {
        Dictionary<string, string> documented = OptionKeys.All
            .Where(option => option.Key != "threads")
            .ToDictionary(option => option.Key, option => option.Default);
        documented["kafka.bootstrap.servers"] = Least["kafka.bootstrap.servers"];
        EngineOptions explicitly = EngineOptionsBinder.Bind(documented, out IReadOnlyList<ConfigurationError> errors);
        EngineOptions silently = EngineOptionsBinder.Bind(Least, out _);
        Assert.Empty(errors);
        Assert.Equal(silently with { Kafka = explicitly.Kafka }, explicitly);
    }

    [Fact]
    public void An_unknown_key_is_an_error_that_names_the_nearest()
    {
        EngineOptionsBinder.Bind(new Dictionary<string, string>(Least) { ["comit.interval"] = "100" }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Equal("comit.interval: is not a setting; did you mean commit.interval.ms?", Assert.Single(errors).ToString());
    }

    [Theory]
    [InlineData("threads", "0")]
    [InlineData("threads", "many")]
    [InlineData("commit.interval.ms", "19")]
    [InlineData("mode", "Live")]
    [InlineData("partitioner", "random")]
    [InlineData("application.id", "a b")]
    [InlineData("node.id", "")]
    [InlineData("event.max.bytes", "40000")]
    [InlineData("memory.limit.bytes", "1000")]
    [InlineData("stop.timeout.ms", "1")]
    [InlineData("http.listen", "localhost")]
    [InlineData("telemetry.otlp.endpoint", "collector:4317")]
    [InlineData("telemetry.otlp.protocol", "http")]
    [InlineData("telemetry.otlp.headers", "token")]
    [InlineData("telemetry.metrics.interval.ms", "1")]
    [InlineData("telemetry.traces.sample.ratio", "2")]
    [InlineData("topics.prefix", "a/b")]
    [InlineData("topics.partitions", "0")]
    [InlineData("topics.replication.factor", "0")]
    [InlineData("api.tls.ca", "/no/such.pem")]
    [InlineData("api.rate.limit", "0")]
    [InlineData("api.max.body.bytes", "1")]
    [InlineData("api.request.timeout.ms", "1")]
    [InlineData("kafka.group.id", "mine")]
    [InlineData("kafka.bootstrap.servers", " ")]
    public void A_bad_value_is_one_error_with_its_key(string key, string value)
    {
        EngineOptionsBinder.Bind(new Dictionary<string, string>(Least) { [key] = value }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Equal(key, Assert.Single(errors).Key);
    }

    [Fact]
    public void An_api_without_tokens_is_refused()
    {
        EngineOptionsBinder.Bind(new Dictionary<string, string>(Least) { ["api.listen"] = "127.0.0.1:0" }, out IReadOnlyList<ConfigurationError> errors);
        Assert.StartsWith("api.tokens: is missing, and the API is never open to all; give at least one", Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        EngineOptionsBinder.Bind(new Dictionary<string, string>(Least) { ["api.tls.certificate"] = Pem }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Equal("api.tls.key", Assert.Single(errors).Key);
    }

    [Fact]
    public void Settings_written_as_text_show_no_secret()
    {
        EngineOptions options = EngineOptionsBinder.Bind(new Dictionary<string, string>(Least) { ["api.tokens"] = "ops read 0123456789abcdef" }, out _);
        Assert.DoesNotContain("0123456789abcdef", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        EngineOptionsBinder.Bind(new Dictionary<string, string> { ["threads"] = "0", ["mode"] = "x", ["nonsense"] = "1" }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Equal(["kafka.bootstrap.servers", "mode", "nonsense", "threads"], errors.Select(error => error.Key).Order());
    }

    [Fact]
    public void The_documentation_lists_exactly_these_keys()
    {
        string path = Path.Combine(JsonSchemas.Root, "docs", "configuration.md");
        Assert.EndsWith(OptionReference.Markdown(), File.ReadAllText(path), StringComparison.Ordinal);
    }
}
