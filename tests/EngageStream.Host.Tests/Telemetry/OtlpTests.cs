using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using EngageStream.Host.Cli;
using EngageStream.Host.Telemetry;
using EngageStream.Host.Tests.Support;
using EngageStream.Runtime.Configuration;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Host.Tests.Telemetry;

public sealed class OtlpTests
{
    private const string Click = """{"type":"track","event":"Order Completed","userId":"zoe-4711","messageId":"m1","properties":{"revenue":10}}""";
    private static readonly string Starter = Path.Combine(AppContext.BaseDirectory, "playbooks", "starter.yaml");
    private readonly string _traceId = ActivityTraceId.CreateRandom().ToHexString();

    [Fact]
    public async Task The_engine_sends_the_producers_trace_and_its_metrics()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using TestCluster kafka = await TestCluster.StartAsync(options => options with { AutoCreateTopics = false });
        using var stop = new CancellationTokenSource();
        Task<int> engine = RunAsync(kafka, stop.Token,
            $"telemetry.otlp.endpoint={receiver.Endpoint}", "telemetry.otlp.protocol=http/protobuf", "telemetry.otlp.headers=x-token=secret",
            "telemetry.metrics.interval.ms=1000");
        await receiver.WaitAsync("/v1/metrics", Text("engagestream.ready"));
        await SendAsync(kafka);

        OtlpRequest traces = await receiver.WaitAsync("/v1/traces", Convert.FromHexString(_traceId));
        Assert.Equal("application/x-protobuf", traces.ContentType);
        Assert.Equal("secret", traces.Token);
        Assert.True(traces.Contains(Text($"process {kafka.Name("engage.events")}")));
        Assert.True(traces.Contains(Text("committed")));
        Assert.True(traces.Contains(Text(kafka.Name("otlp"))), "service.name is the application id");
        Assert.True(traces.Contains(Text("node-7")), "service.instance.id is the node id");
        Assert.False(traces.Contains(Text("userId")));
        Assert.False(traces.Contains(Text("zoe-4711")));

        // A histogram of the engine arrives as three counters.
        OtlpRequest metrics = await receiver.WaitAsync("/v1/metrics", Text("engagestream.end_to_end.latency.seconds.bucket"));
        Assert.Equal("secret", metrics.Token);
        Assert.All(
            ["engagestream.events", "engagestream.end_to_end.latency.seconds.sum", "dotnet.gc.collections", "+Inf"],
            name => Assert.True(metrics.Contains(Text(name)), name));

        await stop.CancelAsync();
        Assert.Equal((int)ExitCode.Success, await engine);
    }

    [Fact]
    public async Task A_receiver_that_is_away_disturbs_nothing()
    {
        await using TestCluster kafka = await TestCluster.StartAsync(options => options with { AutoCreateTopics = false });
        using var stop = new CancellationTokenSource();
        Task<int> engine = RunAsync(kafka, stop.Token, "telemetry.otlp.endpoint=http://127.0.0.1:1", "telemetry.metrics.interval.ms=1000");
        await SendAsync(kafka);
        await ReadTransitionAsync(kafka);
        await stop.CancelAsync();
        Assert.Equal((int)ExitCode.Success, await engine);
    }

    [Theory]
    [InlineData("", null, null, false)]
    [InlineData("http://127.0.0.1:1", null, null, true)]
    [InlineData("", "http://127.0.0.1:1", null, true)]
    [InlineData("http://127.0.0.1:1", null, "true", false)]
    public void Nothing_is_sent_unless_a_receiver_is_named(string endpoint, string? variable, string? disabled, bool sends)
    {
        var environment = new Dictionary<string, string>();
        if (variable is not null)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = variable;
        }

        if (disabled is not null)
        {
            environment["OTEL_SDK_DISABLED"] = disabled;
        }

        var options = new EngineOptions { Telemetry = new TelemetryOptions { OtlpEndpoint = endpoint } };
        using OtlpTelemetry? telemetry = OtlpTelemetry.Start(options, environment, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.Equal(sends, telemetry is not null);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static Task<int> RunAsync(TestCluster kafka, CancellationToken stop, params string[] settings)
    {
        string[] all =
        [
            $"kafka.bootstrap.servers={kafka.Servers}", $"playbook={Starter}", $"application.id={kafka.Name("otlp")}", "node.id=node-7",
            "threads=1", $"topics.prefix={kafka.Name("engage.")}", "topics.partitions=1", "topics.replication.factor=1",
            "http.listen=", .. settings,
        ];
        return CommandLine.RunAsync(["run", .. all.SelectMany(setting => new[] { "--set", setting })], new TestRun().Context, stop);
    }

    private async Task SendAsync(TestCluster kafka)
    {
        using IProducer<string, string> producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.Servers })
            .SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync(kafka.Name("engage.events"), new Message<string, string>
        {
            Key = "zoe-4711",
            Value = Click,
            Headers = [new Header("traceparent", Text($"00-{_traceId}-00f067aa0ba902b7-01"))],
        });
    }

    private static Task ReadTransitionAsync(TestCluster kafka) => Task.Run(() =>
    {
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.Servers,
            GroupId = kafka.Name("reader"),
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(kafka.Name("engage.transitions"), 0, Offset.Beginning));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal("zoe-4711", consumer.Consume(patience.Token).Message.Key);
    });
}
