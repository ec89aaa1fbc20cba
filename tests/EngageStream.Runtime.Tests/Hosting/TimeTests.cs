using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Runtime.Tests.Hosting;

public class TimeTests : EngineTest
{
    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task In_replay_only_records_and_clock_marks_move_time()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        Time.Advance(TimeSpan.FromDays(400));
        await Kafka.MarkAsync(Partitions, Start + (29 * Day));
        await MetricAsync(engine, "engagestream_clock_marks_total", marks => marks == Partitions);
        Assert.Null(Metric(engine, "engagestream_transitions_total{from=\"growth\",to=\"dormant\",resurrected=\"false\"}"));

        await Kafka.MarkAsync(Partitions, Start + (30 * Day));
        ConsumeResult<byte[], byte[]> dormant = Kafka.Read(2, "engage.transitions").Last();
        Assert.Equal(Instant(Start + (30 * Day)), Parse(dormant)["at"]!.ToString());
    }

    [Fact]
    public async Task Live_a_person_who_stays_away_falls_dormant_by_wall_time_alone()
    {
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        long at = Now;
        await Kafka.SendAsync(Partitions, "ann", at, Order("ann", "m1", at));
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        Time.Advance(TestModel.DormantAfter);
        JsonObject dormant = Parse(Kafka.Read(2, "engage.transitions").Last());
        Assert.Equal("dormant", (string?)dormant["to"]);
        Assert.Equal(Instant(at + (30 * Day)), (string?)dormant["at"]);
    }

    [EmbeddedFact("moves the broker's clock")]
    public async Task Wall_time_does_not_outrun_a_backlog()
    {
        int home = Domain.Partitioning.Partitioner.Of(PartitionerKind.Murmur2, "ann"u8, Partitions);
        long first = Now;
        await using (EngineHost before = await StartEngineAsync(EngineMode.Live))
        {
            await Kafka.SendAsync(Partitions, "ann", first, Order("ann", "m1", first));
            await MetricAsync(before, "engagestream_events_total", events => events == 1);
        }

        // Ann orders again a little before she would have been silent for 30 days, and a little after that the engine comes back.
        // A transaction open before her order keeps it a backlog that cannot be read for as long as the test wants.
        Time.Advance(TestModel.DormantAfter - TimeSpan.FromMinutes(5));
        using IProducer<byte[], byte[]> holder = await HoldBackAsync(home);
        long second = Now;
        await Kafka.SendAsync(Partitions, "ann", second, Order("ann", "m2", second));
        Time.Advance(TimeSpan.FromMinutes(8));
        long back = Now;

        await using EngineHost after = await StartEngineAsync(EngineMode.Live);
        foreach (int other in Enumerable.Range(0, Partitions).Where(partition => partition != home))
        {
            await MetricAsync(after, ClockOf(other), clock => clock >= back / 1000);
        }

        Assert.InRange(Metric(after, ClockOf(home)) ?? 0, 0, second / 1000);
        holder.AbortTransaction(TestKafka.Patience);
        await MetricAsync(after, ClockOf(home), clock => clock >= back / 1000);

        Time.Advance(TestModel.DormantAfter + TimeSpan.FromDays(1));
        List<ConsumeResult<byte[], byte[]>> transitions = Kafka.Read(
            records => records.Any(record => Parse(record)["to"]!.ToString() == "dormant"), "engage.transitions");
        JsonObject dormant = Parse(transitions.Single(record => Parse(record)["to"]!.ToString() == "dormant"));
        Assert.Equal(Instant(second + (30 * Day)), (string?)dormant["at"]);

        // That was a day ago: too late for a message.
        JsonObject recall = Parse(Kafka.Read(records => records.Any(IsRecall), "engage.decisions").Single(IsRecall));
        Assert.Equal("suppressed_stale", (string?)recall["outcome"]);
    }

    [Fact]
    public async Task Idle_users_are_packed_while_nothing_arrives()
    {
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        string[] users = [.. Enumerable.Range(0, 30).Select(number => $"user-{number}")];
        await Task.WhenAll(users.Select(user => Kafka.SendAsync(Partitions, user, Now, Order(user, $"{user}-1", Now))));
        await MetricAsync(engine, "engagestream_users_active", active => active == users.Length);
        Time.Advance(TimeSpan.FromHours(25));
        await MetricAsync(engine, "engagestream_users_active", active => active == 0);
        Assert.Equal(users.Length, Metric(engine, "engagestream_events_total"));
    }

    private static string ClockOf(int partition) => $"engagestream_shard_clock_seconds{{partition=\"{partition}\"}}";

    private static bool IsRecall(ConsumeResult<byte[], byte[]> record) => Parse(record)["campaign"]!.ToString() == "recall";

    private async Task<IProducer<byte[], byte[]>> HoldBackAsync(int partition)
    {
        IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = Kafka.Servers,
            TransactionalId = Kafka.Name("holder"),
            TransactionTimeoutMs = (int)TimeSpan.FromMinutes(15).TotalMilliseconds,
        }).SetLogHandler(static (_, _) => { }).Build();
        producer.InitTransactions(TestKafka.Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(Kafka.Name("engage.events"), partition), new Message<byte[], byte[]> { Value = [] });
        return producer;
    }
}
