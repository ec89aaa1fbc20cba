using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Runtime.Tests.Hosting;

public class RestartTests : EngineTest
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 12).Select(number => $"user-{number}")];

    [Fact]
    public async Task A_restart_goes_on_where_the_state_ends_and_counts_no_event_twice()
    {
        await using (EngineHost first = await StartEngineAsync())
        {
            await SendOrdersAsync(0, 5);
            await MetricAsync(first, "engagestream_events_total", events => events == 5 * Users.Length);
        }

        await SendOrdersAsync(5, 5);
        await using EngineHost second = await StartEngineAsync();
        await AssertCountsAsync(orders: 10);
        Assert.Equal(5 * Users.Length + Users.Length, Metric(second, "engagestream_events_total"));
    }

    [Fact]
    public async Task A_commit_that_was_half_written_is_ignored()
    {
        await using (EngineHost first = await StartEngineAsync())
        {
            await SendOrdersAsync(0, 1);
            await MetricAsync(first, "engagestream_events_total", events => events == Users.Length);
            await MetricAsync(first, "engagestream_commits_total", commits => commits >= 1);
            await SendOrdersAsync(1, 4);
            await MetricAsync(first, "engagestream_events_total", events => events == 5 * Users.Length);
        }

        // The first batch of each log once more, as a crash between a commit's batches and its end would leave it: were it
        // taken for a commit, it would set people back to fewer orders.
        List<ConsumeResult<byte[], byte[]>> log = Kafka.Read(records => records.Select(r => r.Partition.Value).Distinct().Count() == Partitions, "engage.state");
        foreach (ConsumeResult<byte[], byte[]> batch in log.GroupBy(record => record.Partition.Value).Select(group => group.First()))
        {
            await Kafka.SendRawAsync(batch.Partition.Value, batch.Message.Value, Start, batch.Message.Headers, topic: "engage.state");
        }

        await using EngineHost second = await StartEngineAsync();
        await AssertCountsAsync(orders: 5);
    }

    [Fact]
    public async Task Partitions_move_between_engines_with_their_state()
    {
        await using EngineHost first = await StartEngineAsync(Options() with { NodeId = "a" });
        await SendOrdersAsync(0, 2);
        await MetricAsync(first, "engagestream_events_total", events => events == 2 * Users.Length);

        await using (EngineHost second = await StartEngineAsync(Options() with { NodeId = "b" }))
        {
            await MetricAsync(second, "engagestream_ready", ready => ready == 1);
            await SendOrdersAsync(2, 2);
            await WaitForTotalAsync(4 * Users.Length, first, second);
        }

        await SendOrdersAsync(4, 2);
        await AssertCountsAsync(orders: 6);
    }

    [EmbeddedFact("stops and starts the broker")]
    public async Task The_engine_waits_while_Kafka_is_away_and_goes_on_when_it_is_back()
    {
        await using EngineHost engine = await StartEngineAsync();
        await SendOrdersAsync(0, 1);
        await MetricAsync(engine, "engagestream_events_total", events => events == Users.Length);

        await Kafka.StopBrokerAsync();
        await MetricAsync(engine, "engagestream_kafka_up", up => up == 0);
        await Kafka.StartBrokerAsync();
        await MetricAsync(engine, "engagestream_kafka_up", up => up == 1);

        await SendOrdersAsync(1, 1);
        await AssertCountsAsync(orders: 2);
        Assert.False(engine.Completion.IsCompleted);
    }

    [Fact]
    public async Task While_a_partition_is_restored_the_others_go_on()
    {
        await using (EngineHost first = await StartEngineAsync())
        {
            await SendOrdersAsync(0, 1);
            await MetricAsync(first, "engagestream_events_total", events => events == Users.Length);
        }

        // A transaction that stays open in the last partition's state log holds up its restore, and no other.
        using IProducer<Null, byte[]> open = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = Kafka.Servers, TransactionalId = Kafka.Name("open"), TransactionTimeoutMs = 120_000 }).Build();
        open.InitTransactions(TestKafka.Patience);
        open.BeginTransaction();
        await open.ProduceAsync(new TopicPartition(Kafka.Name("engage.state"), Partitions - 1), new Message<Null, byte[]> { Value = [] });

        await using EngineHost second = await EngineHost.StartAsync(
            Options(), TestModel.Create(), Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await SendOrdersAsync(1, 1);
        int others = Users.Count(user => Domain.Partitioning.Partitioner.Of(
            Domain.Partitioning.PartitionerKind.Murmur2, System.Text.Encoding.UTF8.GetBytes(user), Partitions) != Partitions - 1);
        await MetricAsync(second, "engagestream_events_total", events => events == others);
        Assert.Equal(0, Metric(second, "engagestream_ready"));
        Assert.InRange(Metric(second, $"engagestream_restore_progress_ratio{{partition=\"{Partitions - 1}\"}}") ?? -1, 0, 0.99);
        Assert.Equal(1, Metric(second, "engagestream_restore_progress_ratio{partition=\"0\"}"));

        open.AbortTransaction(TestKafka.Patience);
        await AssertCountsAsync(orders: 2);
    }

    [EmbeddedFact("stops and starts the broker")]
    public async Task A_start_waits_for_Kafka()
    {
        EngineOptions options = Options();
        await Kafka.StopBrokerAsync();
        Task<EngineHost> starting = EngineHost.StartAsync(
            options, TestModel.Create(), Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        Assert.False(starting.IsCompleted);
        await Kafka.StartBrokerAsync();
        await using EngineHost engine = await starting.WaitAsync(TestKafka.Patience);
        await engine.WaitUntilReadyAsync().WaitAsync(TestKafka.Patience);
    }

    private static async Task WaitForTotalAsync(double events, params EngineHost[] engines)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (engines.Sum(engine => Metric(engine, "engagestream_events_total")) < events)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task SendOrdersAsync(int from, int count)
    {
        for (int number = from; number < from + count; number++)
        {
            await Task.WhenAll(Users.Select(user => Kafka.SendAsync(Partitions, user, Start + number, Order(user, $"{user}-{number}", Start + number))));
        }
    }

    // A trait makes every profile come out, with all that was counted before.
    private async Task AssertCountsAsync(int orders)
    {
        await Task.WhenAll(Users.Select(user => Kafka.SendAsync(Partitions, user, Start + 1_000, Identify(user, $"{user}-last", Start + 1_000, "Last"))));
        Dictionary<string, JsonObject> profiles = ReadProfiles(latest =>
            Users.All(user => latest.TryGetValue(user, out JsonObject? profile) && (string?)profile["traits"]!["firstName"] == "Last"));
        Assert.All(Users, user => Assert.Equal(orders, (int?)profiles[user]["totals"]![0]!["count"]));
        Assert.All(Users, user => Assert.Equal(orders + 1, (int?)profiles[user]["events"]));
    }
}
