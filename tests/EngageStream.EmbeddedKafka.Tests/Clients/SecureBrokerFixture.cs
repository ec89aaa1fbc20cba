using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>A broker with TLS and SASL for the tests of a class; whichever Kafka the others use, it is the embedded one.</summary>
public sealed class SecureBrokerFixture : IAsyncLifetime
{
    public const string User = "ann";
    public const string Password = "wonder land=1";
    private readonly TempFolder _folder = new();
    private EmbeddedBroker? _broker;

    internal TestCertificates Certificates { get; } = new();

    internal RecordingLog Log { get; } = new();

    /// <summary>By name, so that a client has to find it in the certificate.</summary>
    public string Address => $"localhost:{_broker!.Port}";

    public int Port => _broker!.Port;

    public async Task InitializeAsync() => _broker = await EmbeddedBroker.StartAsync(new BrokerOptions
    {
        DataDirectory = _folder.Of("data"),
        TlsCertificateFile = Certificates.Server.Certificate,
        TlsKeyFile = Certificates.Server.Key,
        SaslUsers = SaslUsers.Of([new(User, Password)]),
        AuthenticationFailureDelay = TimeSpan.FromMilliseconds(10),
        LoggerFactory = Log,
    });

    public async Task DisposeAsync()
    {
        await _broker!.DisposeAsync();
        Certificates.Dispose();
        _folder.Dispose();
    }

    public ClientConfig Config(string mechanism = "SCRAM-SHA-512") => new(new Dictionary<string, string>
    {
        ["bootstrap.servers"] = Address,
        ["security.protocol"] = "SASL_SSL",
        ["ssl.ca.location"] = Certificates.Authority,
        ["sasl.mechanism"] = mechanism,
        ["sasl.username"] = User,
        ["sasl.password"] = Password,
    });

    /// <summary>Arguments of kcat.</summary>
    public string[] Arguments(string mechanism) =>
        [.. Config(mechanism).Where(s => s.Key != "bootstrap.servers").SelectMany(s => new[] { "-X", $"{s.Key}={s.Value}" })];
}
