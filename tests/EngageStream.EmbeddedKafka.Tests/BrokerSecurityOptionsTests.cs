using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests;

public sealed class BrokerSecurityOptionsTests : IDisposable
{
    private static readonly SaslUsers Users = SaslUsers.Of([new("ann", "secret")]);
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    private BrokerOptions Plain => new() { DataDirectory = _folder.Of("data") };

    private BrokerOptions Tls => Plain with
    {
        TlsCertificateFile = _certificates.Server.Certificate,
        TlsKeyFile = _certificates.Server.Key,
    };

    public void Dispose()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public void Beyond_loopback_it_listens_only_with_TLS_and_SASL()
    {
        Assert.Contains("TLS", Refusal(Plain with { ListenAddress = "192.0.2.1" }), StringComparison.Ordinal);
        Assert.Contains("SASL", Refusal(Tls with { ListenAddress = "192.0.2.1" }), StringComparison.Ordinal);
        Assert.Contains("TLS", Refusal(Plain with { ListenAddress = "192.0.2.1", SaslUsers = Users }), StringComparison.Ordinal);
        Assert.Contains("AdvertisedAddress", Refusal(Tls with { ListenAddress = "0.0.0.0", SaslUsers = Users }), StringComparison.Ordinal);
        (Tls with { ListenAddress = "192.0.2.1", SaslUsers = Users }).Validate();
        (Tls with { ListenAddress = "0.0.0.0", SaslUsers = Users, AdvertisedAddress = "kafka.example:9092" }).Validate();
        (Plain with { ListenAddress = "127.0.0.2" }).Validate();
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Assert.Contains("ListenAddress is 'localhost'", Refusal(Plain with { ListenAddress = "localhost" }), StringComparison.Ordinal);
        Assert.Contains("TlsKeyFile go together", Refusal(Plain with { TlsCertificateFile = "x" }), StringComparison.Ordinal);
        Assert.Contains("TlsClientCaFile", Refusal(Plain with { TlsClientCaFile = "x" }), StringComparison.Ordinal);
        Assert.Contains("AuthenticationTimeout", Refusal(Plain with { AuthenticationTimeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("MaxUnauthenticatedConnections", Refusal(Plain with { MaxUnauthenticatedConnections = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_no_certificates_are_refused_by_name()
    {
        string strange = _certificates.Write("strange.key", "-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n-----END PRIVATE KEY-----\n");
        foreach (BrokerOptions wrong in new[]
        {
            Tls with { TlsKeyFile = strange },
            Tls with { TlsKeyFile = _certificates.Client.Key },
            Tls with { TlsCertificateFile = _folder.Of("nowhere.pem") },
            Tls with { TlsClientCaFile = strange },
        })
        {
            string message = (await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedBroker.StartAsync(wrong))).Message;
            Assert.Contains("PEM", message, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_for_another_host_than_the_advertised_one_is_warned_of()
    {
        const int CertificateDoubtful = 104;
        var log = new RecordingLog();
        BrokerOptions options = Tls with { LoggerFactory = log };
        await using (EmbeddedBroker right = await EmbeddedBroker.StartAsync(options with { AdvertisedAddress = "localhost:9092" }))
        {
            Assert.Empty(log.TextsOf(CertificateDoubtful));
        }

        await using EmbeddedBroker wrong = await EmbeddedBroker.StartAsync(options with { AdvertisedAddress = "kafka.example:9092" });
        Assert.Contains("kafka.example", Assert.Single(log.TextsOf(CertificateDoubtful)), StringComparison.Ordinal);
    }

    private static string Refusal(BrokerOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message;
}
