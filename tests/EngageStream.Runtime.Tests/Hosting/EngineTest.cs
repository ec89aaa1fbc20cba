using System.Globalization;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>Base of tests that run engines against a Kafka.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    /// <summary>Partitions of the events topic.</summary>
    protected const int Partitions = 3;

    /// <summary>2020-01-01T00:00:00Z.</summary>
    protected const long Start = 1_577_836_800_000;

    protected const long Day = 86_400_000;

    private readonly ShiftedTime _time = new();
    private TestKafka? _kafka;

    private protected TestKafka Kafka => _kafka!;

    private protected ShiftedTime Time => _time;

    public async Task InitializeAsync() => _kafka = await StartKafkaAsync();

    public async Task DisposeAsync() => await Kafka.DisposeAsync();

    private protected virtual Task<TestKafka> StartKafkaAsync() => TestKafka.StartAsync(_time);

    protected static string Order(string user, string id, long timestampMs) =>
        $$$"""{"type":"track","event":"Order Completed","userId":"{{{user}}}","messageId":"{{{id}}}","timestamp":"{{{Instant(timestampMs)}}}","properties":{"revenue":10}}""";

    protected static string Identify(string user, string id, long timestampMs, string firstName) =>
        $$$"""{"type":"identify","userId":"{{{user}}}","messageId":"{{{id}}}","timestamp":"{{{Instant(timestampMs)}}}","traits":{"firstName":"{{{firstName}}}","age":40,"vip":true}}""";

    protected static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    protected EngineOptions Options(EngineMode mode = EngineMode.Replay) => new()
    {
        ApplicationId = Kafka.ApplicationId,
        Mode = mode,
        Threads = 1,
        CommitInterval = TimeSpan.FromMilliseconds(50),
        HttpListen = "",
        Topics = new TopicOptions { Prefix = Kafka.TopicPrefix, Partitions = Partitions, ReplicationFactor = 1 },
        Kafka = Kafka.Settings,
    };

    protected Task<EngineHost> StartEngineAsync(EngineMode mode = EngineMode.Replay) => StartEngineAsync(Options(mode));

    protected async Task<EngineHost> StartEngineAsync(EngineOptions options, EngagementModel? model = null)
    {
        EngineHost engine = await EngineHost.StartAsync(options, model ?? TestModel.Create(), _time, NullLoggerFactory.Instance);
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        await engine.WaitUntilReadyAsync(patience.Token);
        return engine;
    }

    /// <summary>Latest profile of each user, once all satisfy the condition.</summary>
    protected Dictionary<string, JsonObject> ReadProfiles(Predicate<Dictionary<string, JsonObject>> until)
    {
        var latest = new Dictionary<string, JsonObject>();
        int seen = 0;
        Kafka.Read(records =>
        {
            foreach (ConsumeResult<byte[], byte[]> record in records.Skip(seen))
            {
                JsonObject profile = Parse(record);
                latest[(string)profile["user"]!] = profile;
            }

            seen = records.Count;
            return until(latest);
        }, "engage.profiles");
        return latest;
    }

    protected static JsonObject Parse(ConsumeResult<byte[], byte[]> record) => JsonNode.Parse(record.Message.Value)!.AsObject();

    /// <summary>Value of a sample in the engine's metrics.</summary>
    protected static double? Metric(EngineHost engine, string sample) => engine.ReadMetrics().Split('\n')
        .Where(line => line.StartsWith(sample + " ", StringComparison.Ordinal))
        .Select(line => (double?)double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture))
        .FirstOrDefault();

    /// <summary>Waits until a metric satisfies the condition.</summary>
    protected static async Task MetricAsync(EngineHost engine, string sample, Predicate<double?> until)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        double? value;
        while (!until(value = Metric(engine, sample)))
        {
            if (engine.Completion.IsFaulted)
            {
                await engine.Completion;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"{sample} stays at {value}; the engine says:\n{engine.ReadMetrics()}");
            }

            await Task.Delay(20);
        }
    }
}
