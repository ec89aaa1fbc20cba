using System.Text;
using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Host.Commands;
using EngageStream.Host.Configuration;
using EngageStream.Host.Demo;
using EngageStream.Host.Paths;
using EngageStream.Host.Tests.Support;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Host.Tests.Secrets;

/// <summary>Secrets are put wherever they may be, and then looked for wherever they may not be.</summary>
public sealed class SecretsTests(SecureKafka kafka) : IClassFixture<SecureKafka>, IDisposable
{
    private const string Marker = "MARKER";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_that_a_running_engine_writes_holds_a_secret()
    {
        // 1. Secrets from a file, the environment, the configuration and a flag; and a client that tells all it does.
        string config = _folder.Write("engage.yaml", $"""
            {kafka.Yaml}
            mode: replay
            playbook: {Path.Combine(ProjectFiles.Locate(new Dictionary<string, string>()), "playbooks", "starter.yaml")}
            threads: 1
            http.listen: 127.0.0.1:0
            topics.partitions: 2
            kafka.debug: all
            kafka.sasl.oauthbearer.client.secret: MARKER-oauth-c2b4
            """);
        var warnings = new List<string>();
        EngineOptions options = EngineConfiguration.Load(
            config,
            new Dictionary<string, string> { ["ENGAGE_KAFKA_SSL_KEY_PASSWORD"] = "MARKER-key-90ab" },
            ["kafka.sasl.oauthbearer.assertion.private.key.passphrase=MARKER-passphrase-11ce"],
            warn: warnings.Add);
        Assert.Equal(4, options.Kafka.Values.Count(value => value.Contains(Marker, StringComparison.Ordinal)));
        var seen = new StringBuilder($"{options}\n{string.Join('\n', warnings)}\n{string.Join('\n', options.Validate())}");

        // 2. An engine that works, and what can be asked of it.
        EngagementModel model = PlaybookCommand.Load(options.PlaybookPath);
        var log = new CollectingLog();
        var send = new TestRun();
        Assert.True(await send.RunAsync("generate", "--people", "50", "--days", "30", "--config", config) == ExitCode.Success, send.Error);
        await using (EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, log))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await engine.WaitUntilReadyAsync(patience.Token);
            while (MetricsReader.Parse(engine.ReadMetrics()) is not { Events: > 0, Lag: 0 })
            {
                await Task.Delay(50, patience.Token);
            }

            using var http = new HttpClient { BaseAddress = engine.HttpAddress };
            foreach (string path in new[] { "metrics", "healthz", "readyz" })
            {
                seen.AppendLine(await http.GetStringAsync(new Uri(path, UriKind.Relative)));
            }
        }

        // 3. Its topics, a savepoint, and the commands' own words.
        seen.Append(kafka.ReadEverything(atLeast: 100));
        string savepoint = Path.Combine(_folder.Path, "a.savepoint");
        var export = new TestRun { Environment = { ["ENGAGE_KAFKA_SSL_KEY_PASSWORD"] = "MARKER-key-90ab" } };
        ExitCode code = await export.RunAsync("state", "export", "--out", savepoint, "--config", config, "--set", "kafka.debug=security");
        Assert.True(code == ExitCode.Success, export.Error);
        seen.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(savepoint)));
        seen.Append(export.Out).Append(export.Error).Append(send.Out).Append(send.Error);
        seen.Append(log.Text).Append(kafka.Log.Text);
        Assert.Contains("SCRAM", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, seen.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka.sasl.password", "a wrong password", "SCRAM-SHA-512 failed")]
    [InlineData("kafka.ssl.key.pem", "no PEM", "ssl.key.pem")]
    [InlineData("kafka.sasl.jaas.config", "a setting of other clients", "JAAS")]
    [InlineData("kafka.ssl.keystore.password", "a password of no file", "")]
    public async Task An_engine_that_is_refused_says_why_without_the_secret(string key, string what, string expected)
    {
        string secret = kafka.Write("secret", $"MARKER-{what}-4e77");
        string config = _folder.Write("engage.yaml", kafka.Yaml);
        EngineOptions options = EngineConfiguration.Load(
            config,
            new Dictionary<string, string>(),
            [$"{key}.file={secret}", "kafka.debug=all", "playbook=p", "http.listen=", "topics.prefix=refused.", "application.id=refused"]);
        EngagementModel model = PlaybookCommand.Load(
            Path.Combine(ProjectFiles.Locate(new Dictionary<string, string>()), "playbooks", "starter.yaml"));
        var log = new CollectingLog();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string fault = "";
        try
        {
            await using EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, log, patience.Token);
        }
        catch (EngineRefusedException refusal)
        {
            fault = refusal.ToString();
        }

        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, fault + log.Text + kafka.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka.sasl.password: a\nkafka.sasl.password: MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: a\nkafka: { sasl.password: MARKER }", "found again")]
    [InlineData("kafka.sasl.password: { MARKER: 1 }", "between quotes")]
    [InlineData("kafka.sasl.password: [MARKER]", "must be one value")]
    [InlineData("kafka.sasl.password: *MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: \"MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: @MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: %MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: !MARKER", "")]
    [InlineData("kafka.sasl.password: &MARKER", "")]
    [InlineData("kafka.sasl.password: a: MARKER", "not valid YAML")]
    [InlineData("kafka.sasl.password: \"\\qMARKER\"", "not valid YAML")]
    [InlineData("api.token: MARKER", "is not a setting")]
    [InlineData("kafka.sasl.password: MARKER-x\nnode.id: MARKER-x y", "node.id")]
    public async Task A_configuration_that_is_wrong_is_told_without_the_secret(string yaml, string expected)
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("run", "--config", _folder.Write("engage.yaml", $"{yaml}\nthreads: 0\n")));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, run.Out + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--set", "kafka.sasl.password", "MARKER-1")]
    [InlineData("run", "--set", "kafka.sasl.password:MARKER-1")]
    [InlineData("run", "--set", "kafka.sasl.password=MARKER-1", "--bogus")]
    [InlineData("run", "--set", "kafka.sasl.password=MARKER-1", "MARKER-1")]
    [InlineData("run", "--set", "kafka.sasl.password=MARKER-1", "--set", "threads=0")]
    [InlineData("generate", "--people", "1", "--days", "1", "--out", "x", "--set", "kafka.sasl.password=MARKER-1")]
    public async Task A_command_line_that_is_wrong_is_told_without_the_secret(params string[] arguments)
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync(arguments));
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain(Marker, run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_broker_keeps_the_secrets_of_its_files()
    {
        string certificate = kafka.Write("c.pem", "MARKER");
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync(
            "broker", "--data", Path.Combine(_folder.Path, "d"), "--port", "0", "--tls-certificate", certificate, "--tls-key", certificate));
        Assert.Contains("c.pem", run.Error, StringComparison.Ordinal);
        var users = new TestRun();
        Assert.Equal(ExitCode.Invalid, await users.RunAsync("broker", "--data", Path.Combine(_folder.Path, "d"), "--sasl-users", certificate));
        Assert.Contains("c.pem:1: ", users.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, run.Error + users.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_the_broker_is_refused_with_the_remedy()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("broker", "--data", Path.Combine(_folder.Path, "d"), "--listen", "0.0.0.0"));
        Assert.Contains("both TLS", run.Error, StringComparison.Ordinal);
    }
}
