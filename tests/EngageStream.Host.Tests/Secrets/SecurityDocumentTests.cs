using System.Diagnostics;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using EngageStream.EmbeddedKafka;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.Host.Configuration;
using EngageStream.Host.Paths;
using EngageStream.Host.Tests.Support;
using EngageStream.Runtime.Configuration;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Host.Tests.Secrets;

/// <summary>What docs/security.md shows, tried.</summary>
public sealed partial class SecurityDocumentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_settings_are_those_of_the_configuration_and_of_librdkafka()
    {
        using var certificates = new TestCertificates();
        _folder.Write("ca.pem", File.ReadAllText(certificates.Authority));
        _folder.Write("kafka-password", "secret\n");
        _folder.Write("oidc-client", "secret\n");
        string[] examples = Blocks("yaml");
        Assert.Equal(2, examples.Length);
        foreach (string example in examples)
        {
            EngineOptions options = Load(example, "127.0.0.1:1");
            Assert.Contains("secret", options.Kafka.Values);
            using IAdminClient client = new AdminClientBuilder(options.Kafka).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        }
    }

    [Fact]
    public async Task Its_commands_make_what_broker_and_clients_need()
    {
        string script = Blocks("sh")[0];
        Assert.Contains("openssl", script, StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", script]) { WorkingDirectory = _folder.Path, RedirectStandardError = true };
        using (Process shell = Process.Start(start)!)
        {
            string errors = await shell.StandardError.ReadToEndAsync();
            await shell.WaitForExitAsync();
            Assert.True(shell.ExitCode == 0, errors);
        }

        string Of(string name) => Path.Combine(_folder.Path, name);
        var log = new CollectingLog();
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(new BrokerOptions
        {
            DataDirectory = Of("data"),
            TlsCertificateFile = Of("server.pem"),
            TlsKeyFile = Of("server.key"),
            SaslUsers = SaslUsers.Read(Of("users.txt")),
            LoggerFactory = log,
        });
        Assert.Empty(log.TextsOf(104));
        EngineOptions options = Load(Blocks("yaml")[0], $"localhost:{broker.Port}");
        using IAdminClient client = new AdminClientBuilder(options.Kafka).SetLogHandler((_, _) => { }).Build();
        Assert.Single(client.GetMetadata(TimeSpan.FromSeconds(20)).Brokers);
        foreach (string secret in new[] { "ca.key", "server.key", "users.txt", "kafka-password" })
        {
            Assert.False(SecretFile.IsPublic(Of(secret)), secret);
        }
    }

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    // An example with its files in the test's folder.
    private EngineOptions Load(string example, string servers)
    {
        string yaml = example.Replace("/run/secrets", _folder.Path, StringComparison.Ordinal)
            .Replace("/etc/engagestream", _folder.Path, StringComparison.Ordinal)
            .Replace("login.example", "127.0.0.1:1", StringComparison.Ordinal);
        return EngineConfiguration.Load(
            _folder.Write("engage.yaml", yaml), new Dictionary<string, string>(), [$"kafka.bootstrap.servers={servers}"], requirePlaybook: false);
    }

    private static string[] Blocks(string language)
    {
        string document = File.ReadAllText(Path.Combine(ProjectFiles.Locate(new Dictionary<string, string>()), "docs", "security.md"));
        return [.. Block().Matches(document).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value)];
    }
}
