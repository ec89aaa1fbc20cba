using System.Text;
using Confluent.Kafka;
using EngageStream.EmbeddedKafka;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.Host.Tests.Support;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Host.Tests.Secrets;

/// <summary>A broker with TLS and SCRAM, and a configuration file with which it lets the program in.</summary>
public sealed class SecureKafka : IAsyncLifetime
{
    public const string Password = "MARKER-password-7d1f";
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private EmbeddedBroker? _broker;

    public string Servers => _broker!.BootstrapServers;

    /// <summary>Lines of a configuration file.</summary>
    public string Yaml => $"""
        kafka.bootstrap.servers: {Servers}
        kafka.security.protocol: SASL_SSL
        kafka.ssl.ca.location: {_certificates.Authority}
        kafka.sasl.mechanism: SCRAM-SHA-512
        kafka.sasl.username: engine
        kafka.sasl.password.file: {_certificates.Folder}/password

        """;

    internal CollectingLog Log { get; } = new();

    public async Task InitializeAsync()
    {
        _certificates.Write("password", $"{Password}\n");
        _broker = await EmbeddedBroker.StartAsync(new BrokerOptions
        {
            DataDirectory = Path.Combine(_folder.Path, "data"),
            TlsCertificateFile = _certificates.Server.Certificate,
            TlsKeyFile = _certificates.Server.Key,
            SaslUsers = SaslUsers.Of([new("engine", Password)]),
            LoggerFactory = Log,
        });
    }

    public async Task DisposeAsync()
    {
        await _broker!.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }

    /// <summary>A secret in a file of its own.</summary>
    public string Write(string name, string secret) => _certificates.Write(name, secret);

    /// <summary>Everything in all topics, as text.</summary>
    public string ReadEverything(int atLeast)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = Servers,
            SecurityProtocol = SecurityProtocol.SaslSsl,
            SslCaLocation = _certificates.Authority,
            SaslMechanism = SaslMechanism.ScramSha256,
            SaslUsername = "engine",
            SaslPassword = Password,
            GroupId = "reader",
            EnablePartitionEof = true,
        }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<TopicPartition> partitions = [.. admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics
            .SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))];
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var text = new StringBuilder();
        int records = 0;
        for (int ends = 0; ends < partitions.Count;)
        {
            ConsumeResult<byte[], byte[]> record = consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException();
            ends += record.IsPartitionEOF ? 1 : 0;
            if (record.IsPartitionEOF)
            {
                continue;
            }

            records++;
            text.Append(record.Topic).Append(Encoding.Latin1.GetString(record.Message.Key ?? []));
            text.Append(Encoding.Latin1.GetString(record.Message.Value ?? []));
            foreach (IHeader header in record.Message.Headers)
            {
                text.Append(header.Key).Append(Encoding.Latin1.GetString(header.GetValueBytes() ?? []));
            }
        }

        Assert.InRange(records, atLeast, int.MaxValue);
        return text.ToString();
    }
}
