using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>
/// How tests start an Apache Kafka, tried on a stand-in: a folder with scripts of the same names that start the embedded broker
/// with what they find in the properties.
/// </summary>
public sealed class KafkaDistributionTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("engage-distribution-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task It_is_formatted_started_awaited_and_killed()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "engagestream.dll");
        Script("kafka-storage.sh", """
            [ "$1 $2 $4" = "format --cluster-id --config" ] && [ ${#3} = 22 ] || { echo "wrong arguments: $*" >&2; exit 64; }
            logs=$(sed -n 's/^log.dirs=//p' "$5")
            mkdir -p "$logs" && echo "$3" >"$logs/formatted"
            """);
        Script("kafka-server-start.sh", $"""
            logs=$(sed -n 's/^log.dirs=//p' "$1")
            [ -s "$logs/formatted" ] || exit 65
            port=$(sed -n 's/^advertised.listeners=PLAINTEXT:..127.0.0.1://p' "$1")
            exec dotnet "{program}" broker --data "$logs/data" --port "$port"
            """);
        Directory.CreateDirectory(Path.Combine(_home.FullName, "libs"));
        await File.WriteAllTextAsync(Path.Combine(_home.FullName, "libs", "kafka-clients-9.8.7.jar"), "");

        string servers;
        using (KafkaDistribution kafka = await KafkaDistribution.StartAsync(_home.FullName))
        {
            servers = kafka.Servers;
            using IAdminClient admin = Admin(servers);
            await admin.CreateTopicsAsync([new TopicSpecification { Name = "t", NumPartitions = 1 }]);
            using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = servers }).Build();
            DeliveryResult<Null, string> sent = await producer.ProduceAsync("t", new Message<Null, string> { Value = "v" });
            Assert.Equal(0, sent.Offset.Value);
        }

        using IAdminClient late = Admin(servers);
        Assert.ThrowsAny<KafkaException>(() => late.GetMetadata(TimeSpan.FromSeconds(1)));
        Assert.Equal("Apache Kafka 9.8.7 from " + _home, BrokerReport.Describe(new BrokerChoice(BrokerKind.Distribution, _home.FullName)));
    }

    [Fact]
    public async Task What_a_server_says_that_does_not_start_is_told()
    {
        Script("kafka-storage.sh", "exit 0");
        Script("kafka-server-start.sh", "echo 'no memory today'; exit 1");
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(() => KafkaDistribution.StartAsync(_home.FullName));
        Assert.Contains("no memory today", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_distribution_is_refused()
    {
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(() => KafkaDistribution.StartAsync(_home.FullName));
        Assert.Contains("kafka-storage.sh", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "Embedded", "")]
    [InlineData("", "", "Embedded", "")]
    [InlineData("h:9092", null, "External", "h:9092")]
    [InlineData(null, "/opt/kafka", "Distribution", "/opt/kafka")]
    [InlineData("h:9092", "/opt/kafka", "External", "h:9092")]
    public void The_environment_chooses_the_broker(string? bootstrap, string? home, string kind, string where)
    {
        BrokerChoice choice = BrokerChoice.Of(name => name == BrokerChoice.BootstrapVariable ? bootstrap : home);
        Assert.Equal((kind, where), (choice.Kind.ToString(), choice.Where));
    }

    private static IAdminClient Admin(string servers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).SetLogHandler(static (_, _) => { }).Build();

    private void Script(string name, string content) =>
        File.WriteAllText(Path.Combine(_home.CreateSubdirectory("bin").FullName, name), content);
}
