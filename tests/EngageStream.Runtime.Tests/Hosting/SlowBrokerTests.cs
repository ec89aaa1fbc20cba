using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Streams;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>A broker that cannot take what the engine could put out: all at once it would take longer than a transaction may.</summary>
public sealed class SlowBrokerTests : EngineTest, IAsyncLifetime
{
    private const int People = 4_000;
    private const int BytesPerSecond = 500_000;

    // Trigger, transition, decision and profile for each, and state records.
    private const int MostUnacknowledged = CommitPace.First * 5;

    private readonly SlowProxy _proxy = new();

    private protected override async Task<TestKafka> StartKafkaAsync()
    {
        TestKafka kafka = await TestKafka.StartAsync(Time, options => options with { AdvertisedAddress = _proxy.Address });
        _proxy.ForwardTo(kafka.Servers);
        return kafka;
    }

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [EmbeddedFact("the broker gives out a proxy's address for its own")]
    public async Task A_slow_broker_gets_what_it_can_take_the_rest_waits_in_the_topic_and_is_caught_up_with_afterwards()
    {
        await using (await StartEngineAsync())
        {
            // Makes the topics.
        }

        await Task.WhenAll(Enumerable.Range(0, People).Select(number =>
            Kafka.SendAsync(Partitions, $"p-{number}", Start, Order($"p-{number}", $"{number}", Start))));
        _proxy.BytesPerSecond = BytesPerSecond;
        // Long enough for the whole backlog, were there no other limit.
        EngineOptions options = Options() with { CommitInterval = TimeSpan.FromSeconds(1) };
        await using EngineHost engine = await EngineHost.StartAsync(options, TestModel.Create(), Time, NullLoggerFactory.Instance);

        // 1. While it is slow, transactions come through, and little waits in the engine.
        double unacknowledged = 0;
        await MetricAsync(engine, "engagestream_commits_total", commits =>
        {
            unacknowledged = Math.Max(unacknowledged, Metric(engine, "engagestream_outputs_unacknowledged") ?? 0);
            return commits >= 4;
        });
        Assert.InRange(unacknowledged, 1, MostUnacknowledged);
        Assert.InRange(Metric(engine, "engagestream_commit_limit")!.Value, CommitPace.Least, CommitPace.First - 1);

        // 2. Afterwards it catches up: nothing is missing, nothing doubled.
        _proxy.BytesPerSecond = 0;
        for (int partition = 0; partition < Partitions; partition++)
        {
            await MetricAsync(engine, $"engagestream_lag{{partition=\"{partition}\"}}", lag => lag == 0);
        }

        await engine.StopAsync();
        Assert.Equal(
            Enumerable.Range(0, People).Select(number => $"p-{number}").Order(StringComparer.Ordinal),
            Kafka.ReadToEnd("engage.triggers.push").Select(Parse).Select(trigger => (string)trigger["user"]!).Order(StringComparer.Ordinal));
    }
}
