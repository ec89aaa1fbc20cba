using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>Clients that nobody here wrote, over TLS and SASL; and those that are not let in.</summary>
public sealed class SecureClientsTests(SecureBrokerFixture broker) : IClassFixture<SecureBrokerFixture>
{
    private const int NotAuthenticated = 204;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public async Task Librdkafka_writes_and_reads(string mechanism)
    {
        string topic = $"librdkafka-{mechanism}";

        // More than one TLS record, and more than the broker's buffers begin with.
        string value = new('v', 400_000);
        using (IProducer<string, string> producer = new ProducerBuilder<string, string>(broker.Config(mechanism)).Build())
        {
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = value });
        }

        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(
            new ConsumerConfig(broker.Config(mechanism)) { GroupId = topic, AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Subscribe(topic);
        ConsumeResult<string, string> record = consumer.Consume(Patience);
        Assert.Equal(value, record.Message.Value);
        consumer.Commit(record);
        consumer.Close();
    }

    // By PLAIN alone: Debian's librdkafka repeats its nonce in SCRAM, as RFC 5802 forbids (fixed in 2.6.1).
    [Fact]
    public async Task Kcat_writes_and_reads()
    {
        string[] security = broker.Arguments("PLAIN");
        await Kcat.RunAsync(broker.Address, "k:v\n", ["-P", "-t", "kcat", "-p", "0", "-K", ":", .. security]);
        string[] read = ["-C", "-t", "kcat", "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%k %s\n"];
        string output = await Kcat.RunAsync(broker.Address, "", [.. read, .. security]);
        Assert.Equal("k v\n", output);
    }

    [PythonFact("kafka", "python3-kafka")]
    public async Task Kafka_python_writes_and_reads()
    {
        string output = await Python.RunAsync(
            """
            import sys
            from kafka import KafkaConsumer, KafkaProducer
            address, ca, user, password = sys.argv[1:]
            for mechanism in ('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'):
                security = dict(bootstrap_servers=address, security_protocol='SASL_SSL', ssl_cafile=ca, sasl_mechanism=mechanism,
                                sasl_plain_username=user, sasl_plain_password=password)
                producer = KafkaProducer(acks='all', **security)
                print(producer.send('python-' + mechanism, value=b'v').get(timeout=30).offset)
                consumer = KafkaConsumer('python-' + mechanism, auto_offset_reset='earliest', group_id='g', **security)
                print(next(consumer).value.decode())
                consumer.close()
                producer.close()
            """,
            broker.Address, broker.Certificates.Authority, SecureBrokerFixture.User, SecureBrokerFixture.Password);
        Assert.Equal("0\nv\n0\nv\n0\nv\n", output);
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", SecureBrokerFixture.User, "wrong")]
    [InlineData("SCRAM-SHA-512", "eve", SecureBrokerFixture.Password)]
    [InlineData("PLAIN", SecureBrokerFixture.User, "wrong")]
    public async Task Wrong_credentials_are_told_to_the_client(string mechanism, string user, string password)
    {
        Error error = await FailureAsync(broker.Config(mechanism), config =>
        {
            config.SaslUsername = user;
            config.SaslPassword = password;
        });
        Assert.Equal(ErrorCode.Local_Authentication, error.Code);
        Assert.Contains($"Authentication by {mechanism} failed", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_trusts_other_authorities_goes()
    {
        Error error = await FailureAsync(broker.Config(), config => config.SslCaLocation = broker.Certificates.StrangeAuthority);
        Assert.Equal(ErrorCode.Local_Ssl, error.Code);
    }

    [Fact]
    public async Task TLS_alone_does_not_suffice()
    {
        using IAdminClient admin = Client(broker.Config(), config => config.SecurityProtocol = SecurityProtocol.Ssl);
        await LoggedAsync("before authentication");
    }

    [Fact]
    public async Task A_client_without_TLS_is_refused()
    {
        using IAdminClient admin = Client(broker.Config(), config => config.SecurityProtocol = SecurityProtocol.SaslPlaintext);
        await LoggedAsync("no TLS came about");
        using var raw = new RawClient(broker.Port);
        raw.SendBytes(new byte[100]);
        Assert.True(raw.IsClosedByBroker());
    }

    private static async Task<Error> FailureAsync(ClientConfig config, Action<ClientConfig> change)
    {
        var failed = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        using IAdminClient admin = Client(config, change, error =>
        {
            // Now and then the client sees that the connection is closed before it has read why, and connects again.
            if (error.Code is not (ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport))
            {
                failed.TrySetResult(error);
            }
        });
        return await failed.Task.WaitAsync(Patience);
    }

    private static IAdminClient Client(ClientConfig config, Action<ClientConfig> change, Action<Error>? failed = null)
    {
        change(config);
        return new AdminClientBuilder(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => failed?.Invoke(error)).Build();
    }

    private async Task LoggedAsync(string reason)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!broker.Log.TextsOf(NotAuthenticated).Any(text => text.Contains(reason, StringComparison.Ordinal)))
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
