using System.Text.Json.Nodes;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Security;

/// <summary>The whole engine against a Kafka that lets nobody in without TLS and SCRAM.</summary>
public sealed class SecureEngineTests : EngineTest, IDisposable
{
    private const int NotAuthenticated = 204;
    private readonly TestCertificates _certificates = new();
    private readonly CollectingLog _broker = new();

    public void Dispose() => _certificates.Dispose();

    [EmbeddedFact("a broker with TLS and SASL of its own")]
    public async Task Every_client_of_the_engine_is_let_in()
    {
        await using (EngineHost first = await StartEngineAsync(Options() with { Standby = StandbyMode.All }))
        {
            await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
            Assert.Equal("thanks", (string?)Parse(Assert.Single(Kafka.Read(1, "engage.triggers.push")))["campaign"]);
            await Kafka.SendRawAsync(0, "no event"u8.ToArray(), Start);
            Kafka.Read(1, "engage.dead-letter");
            await MetricAsync(first, "engagestream_commits_total", commits => commits >= 1);
        }

        // The state log, and a savepoint of it.
        string savepoint = Path.Combine(_certificates.Folder, "a.savepoint");
        await StateExport.RunAsync(Options(), TestModel.Create(), savepoint, Time, NullLogger.Instance, _ => { }, default);
        Assert.Equal(1, SavepointFile.Check(savepoint).Users);
        using (var letters = new DeadLetterTopic(Options(), NullLogger.Instance))
        {
            int read = 0;
            letters.Read(new DeadLetterFilter(), _ => read++, _ => { });
            Assert.Equal(1, read);
        }

        await using EngineHost second = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start + 1, Order("ann", "m2", Start + 1));
        await Kafka.SendAsync(Partitions, "ann", Start + 2, Identify("ann", "m3", Start + 2, "Ann"));
        JsonObject profile = ReadProfiles(latest => (string?)latest.GetValueOrDefault("ann")?["traits"]?["firstName"] == "Ann")["ann"];
        Assert.Equal(2, (int?)profile["totals"]![0]!["count"]);
        Assert.Empty(_broker.TextsOf(NotAuthenticated));
    }

    [EmbeddedFact("a broker with TLS and SASL of its own")]
    public async Task A_wrong_password_is_refused_at_the_start_with_what_the_broker_says()
    {
        EngineOptions options = Options();
        var kafka = new Dictionary<string, string>(options.Kafka) { ["sasl.password"] = "wrong" };
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(
            () => EngineHost.StartAsync(options with { Kafka = kafka }, TestModel.Create(), Time, NullLoggerFactory.Instance))).Message;
        Assert.Contains("Authentication by SCRAM-SHA-256 failed", message, StringComparison.Ordinal);
        Assert.Contains("Check the credentials", message, StringComparison.Ordinal);
    }

    private protected override Task<TestKafka> StartKafkaAsync() => TestKafka.StartAsync(
        Time,
        options => options with
        {
            TlsCertificateFile = _certificates.Server.Certificate,
            TlsKeyFile = _certificates.Server.Key,
            SaslUsers = SaslUsers.Of([new("engine", "correct horse")]),
            LoggerFactory = _broker,
        },
        security: new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_SSL",
            ["ssl.ca.location"] = _certificates.Authority,
            ["sasl.mechanism"] = "SCRAM-SHA-256",
            ["sasl.username"] = "engine",
            ["sasl.password"] = "correct horse",
        });
}
