using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class ClientCertificateTests
{
    [Fact]
    public async Task Clients_have_to_show_a_certificate_of_the_authority_where_there_is_one()
    {
        using var folder = new TempFolder();
        using var certificates = new TestCertificates();
        var log = new RecordingLog();
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(new BrokerOptions
        {
            DataDirectory = folder.Of("data"),
            TlsCertificateFile = certificates.Server.Certificate,
            TlsKeyFile = certificates.Server.Key,
            TlsClientCaFile = certificates.Authority,
            LoggerFactory = log,
        });
        Assert.NotEmpty(Metadata(broker, certificates, certificates.Client).Brokers);
        Assert.Throws<KafkaException>(() => Metadata(broker, certificates, certificates.StrangeClient, TimeSpan.FromSeconds(1)));
        Assert.Throws<KafkaException>(() => Metadata(broker, certificates, null, TimeSpan.FromSeconds(1)));
        Assert.All(log.TextsOf(204), text => Assert.Contains("no TLS came about", text, StringComparison.Ordinal));
        Assert.NotEmpty(log.TextsOf(204));
    }

    private static Metadata Metadata(
        EmbeddedBroker broker, TestCertificates certificates, (string Certificate, string Key)? client, TimeSpan? patience = null)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig
        {
            BootstrapServers = broker.BootstrapServers,
            SecurityProtocol = SecurityProtocol.Ssl,
            SslCaLocation = certificates.Authority,
            SslCertificateLocation = client?.Certificate,
            SslKeyLocation = client?.Key,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        return admin.GetMetadata(patience ?? TimeSpan.FromSeconds(20));
    }
}
