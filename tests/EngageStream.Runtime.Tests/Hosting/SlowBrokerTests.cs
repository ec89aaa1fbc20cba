using System.Globalization;
using Confluent.Kafka;
using EngageStream.Chaos.Network;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>A broker that takes output far more slowly than the engine can make it.</summary>
public class SlowBrokerTests
{
    private const long Start = 1_577_836_800_000;
    private const int People = 4_000;
    private const int BytesPerSecond = 1_500_000;

    [EmbeddedFact("stands between engine and broker")]
    public async Task A_backlog_is_worked_off_in_transactions_that_a_slow_broker_can_take()
    {
        await using var proxy = new FaultyProxy();
        await using TestKafka kafka = await TestKafka.StartAsync(advertised: proxy.Address);
        proxy.ForwardTo(kafka.Servers);
        await kafka.CreateTopicAsync("engage.events", 1);
        await Task.WhenAll(Enumerable.Range(0, People).Select(number => kafka.SendAsync(1, $"user-{number}", Start + number, Order(number))));

        // All that the backlog leads to takes the broker longer than a transaction may last; the engine makes it in less than an
        // interval between commits.
        proxy.Slow($"{kafka.ApplicationId}-node-1-producer-", BytesPerSecond);
        var options = new EngineOptions
        {
            ApplicationId = kafka.ApplicationId,
            NodeId = "node-1",
            Mode = EngineMode.Replay,
            Threads = 1,
            CommitInterval = TimeSpan.FromSeconds(1),
            HttpListen = "",
            Topics = new TopicOptions { Prefix = kafka.TopicPrefix, Partitions = 1, ReplicationFactor = 1 },
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = kafka.Servers },
        };
        await using EngineHost engine = await EngineHost.StartAsync(options, TestModel.Create(), TimeProvider.System, NullLoggerFactory.Instance);
        List<ConsumeResult<byte[], byte[]>> decisions = kafka.Read(People, "engage.decisions");
        Assert.Equal(People, decisions.Select(record => TestKafka.Header(record, "ce_subject")).Distinct().Count());
        string[] metrics = engine.ReadMetrics().Split('\n');
        Assert.Contains("engagestream_aborts_total 0", metrics);
        Assert.Contains($"engagestream_events_total {People}", metrics);
        proxy.Heal();
    }

    private static string Order(int number)
    {
        string at = DateTimeOffset.FromUnixTimeMilliseconds(Start + number).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$$"""{"type":"track","event":"Order Completed","userId":"user-{{{number}}}","messageId":"m{{{number}}}","timestamp":"{{{at}}}"}""";
    }
}
