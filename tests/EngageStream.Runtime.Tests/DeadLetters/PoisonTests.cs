using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.DeadLetters;

/// <summary>Events and timers on which an actor throws, through Kafka, and what becomes of their dead letters.</summary>
public class PoisonTests : EngineTest
{
    private const long Hour = 3_600_000;
    private const long PoisonAt = Start + (2 * Hour);

    [Fact]
    public async Task An_event_on_which_the_actor_throws_is_a_dead_letter_and_the_person_and_the_stream_go_on_as_before()
    {
        await HandlePoisonAsync();
        Assert.Equal([("ann", 1), ("ann", 2), ("bob", 1)], Thanks());
        ConsumeResult<byte[], byte[]> letter = Assert.Single(Kafka.ReadToEnd("engage.dead-letter"));
        Assert.Equal("actor_fault", TestKafka.Header(letter, "engage-reason"));
        Assert.Equal("InvalidOperationException: a poisoned event", TestKafka.Header(letter, "engage-error"));
        Assert.Equal(Order("ann", "m-poison", PoisonAt), TestKafka.Json(letter));
    }

    [Fact]
    public async Task Once_the_playbook_is_mended_a_replay_counts_the_event_and_a_second_one_does_not()
    {
        await HandlePoisonAsync();
        Assert.Equal((1, 1), Counts(Replay(dryRun: true)));
        Assert.Equal(4, Kafka.ReadToEnd("engage.events").Count);

        ReplayReport first = Replay();
        Assert.Equal((1, 1, 0L), (first.Matched, first.Sent, first.Already));
        ReplayReport second = Replay();
        Assert.Equal((1, 0, 1L), (second.Matched, second.Sent, second.Already));

        List<ConsumeResult<byte[], byte[]>> events = Kafka.ReadToEnd("engage.events");
        List<ConsumeResult<byte[], byte[]>> poison = [.. events.Where(e => TestKafka.Json(e).Contains("m-poison", StringComparison.Ordinal))];
        Assert.Equal(2, poison.Count);
        Assert.Equal(poison[0].Message.Key, poison[1].Message.Key);
        Assert.Equal(poison[0].Message.Value, poison[1].Message.Value);
        Assert.Equal(poison[0].Partition, poison[1].Partition);
        Assert.Equal(poison[0].Message.Timestamp, poison[1].Message.Timestamp);
        Assert.Equal(["trace=abc"], Headers(poison[0]));
        ConsumeResult<byte[], byte[]> letter = Kafka.ReadToEnd("engage.dead-letter").Single(record => record.Message.Value is not null);
        Assert.Equal(["trace=abc", $"engage-replayed-from={letter.Partition.Value}:{letter.Offset.Value}"], Headers(poison[1]));

        // The clock is where it was, so the thanks for it are suppressed as too soon; the next ones count it.
        await Kafka.SendAsync(Partitions, "ann", Start + (8 * Hour), Order("ann", "m5", Start + (8 * Hour)));
        await using EngineHost mended = await StartEngineAsync();
        await MetricAsync(mended, "engagestream_events_total", handled => handled == 2);
        Kafka.Read(4, "engage.triggers.push");
        Assert.Equal([("ann", 1), ("ann", 2), ("ann", 4), ("bob", 1)], Thanks());
    }

    [Fact]
    public async Task A_replay_that_is_run_before_the_cause_is_mended_makes_a_new_letter_that_can_be_sent_in_its_turn()
    {
        await HandlePoisonAsync();
        Replay();
        await using (EngineHost unmended = await StartEngineAsync(Options(), PoisonModel.Create(PoisonAt)))
        {
            await MetricAsync(unmended, "engagestream_dead_letters_total{reason=\"actor_fault\"}", letters => letters == 1);
        }

        ReplayReport report = Replay();
        Assert.Equal((2, 1, 1L), (report.Matched, report.Sent, report.Already));
        List<ConsumeResult<byte[], byte[]>> letters = [.. Kafka.ReadToEnd("engage.dead-letter")
            .Where(record => record.Message.Value is not null).OrderBy(record => record.Offset.Value)];
        ConsumeResult<byte[], byte[]> last = Kafka.ReadToEnd("engage.events").Where(record => record.Partition.Value == letters[1].Partition.Value)
            .MaxBy(record => record.Offset.Value)!;
        Assert.Equal(["trace=abc", $"engage-replayed-from={letters[1].Partition.Value}:{letters[1].Offset.Value}"], Headers(last));
    }

    [Fact]
    public async Task A_replay_by_place_or_reason_sends_only_what_was_meant_and_again_only_when_asked()
    {
        await HandlePoisonAsync();
        ConsumeResult<byte[], byte[]> letter = Assert.Single(Kafka.ReadToEnd("engage.dead-letter"));
        var at = new DeadLetterPosition(letter.Partition.Value, letter.Offset.Value);
        Assert.Equal((0, 0), Counts(Replay(new DeadLetterFilter(At: at with { Offset = at.Offset + 1 }))));
        Assert.Equal((0, 0), Counts(Replay(new DeadLetterFilter("too_large"))));
        Assert.Equal((0, 0), Counts(Replay(new DeadLetterFilter(SinceMs: letter.Message.Timestamp.UnixTimestampMs + 1))));
        Assert.Equal((1, 1), Counts(Replay(new DeadLetterFilter(At: at))));
        Assert.Equal((1, 0), Counts(Replay(new DeadLetterFilter("actor_fault"))));
        Assert.Equal((1, 1), Counts(Replay(new DeadLetterFilter("actor_fault"), again: true)));
    }

    [Fact]
    public async Task A_timer_on_which_the_actor_throws_is_a_dead_letter_that_is_counted_but_cannot_be_sent()
    {
        await HandlePoisonAsync();
        await using (EngineHost engine = await StartEngineAsync(Options(), PoisonModel.Create(PoisonAt)))
        {
            await Kafka.MarkAsync(Partitions, Start + (40 * Day));
            Kafka.Read(1, "engage.triggers.email");
            await MetricAsync(engine, "engagestream_dead_letters_total{reason=\"timer_fault\"}", letters => letters == 1);
        }

        ConsumeResult<byte[], byte[]> letter = Kafka.ReadToEnd("engage.dead-letter").Single(record => TestKafka.Header(record, "engage-reason") == "timer_fault");
        Assert.Equal("ann", (string?)JsonNode.Parse(letter.Message.Value)!["person"]);
        Assert.Equal("bob", (string?)Parse(Assert.Single(Kafka.ReadToEnd("engage.triggers.email")))["user"]);
        ReplayReport report = Replay();
        Assert.Equal((2, 1), Counts(report));
        Assert.Equal(("there is no record, only a person and what failed", 1L), (report.Obstacles.Single().Key, report.Obstacles.Single().Value));
    }

    [Fact]
    public async Task A_letter_that_a_transaction_took_back_is_not_sent()
    {
        await HandlePoisonAsync();
        ConsumeResult<byte[], byte[]> letter = Assert.Single(Kafka.ReadToEnd("engage.dead-letter"));
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = Kafka.Servers, TransactionalId = "plain" }).Build();
        producer.InitTransactions(TestKafka.Patience);
        producer.BeginTransaction();
        producer.Produce(letter.TopicPartition, letter.Message);
        producer.Flush(TestKafka.Patience);
        producer.AbortTransaction();
        Assert.Equal((1, 1), Counts(Replay()));
    }

    private async Task HandlePoisonAsync()
    {
        await using EngineHost engine = await StartEngineAsync(Options(), PoisonModel.Create(PoisonAt));
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        int home = Domain.Partitioning.Partitioner.Of(Domain.Partitioning.PartitionerKind.Murmur2, "ann"u8, Partitions);
        await Kafka.SendRawAsync(
            home, System.Text.Encoding.UTF8.GetBytes(Order("ann", "m-poison", PoisonAt)), PoisonAt, [new Header("trace", "abc"u8.ToArray())], key: "ann");
        await Kafka.SendAsync(Partitions, "ann", Start + (4 * Hour), Order("ann", "m3", Start + (4 * Hour)));
        await Kafka.SendAsync(Partitions, "bob", Start, Order("bob", "m4", Start));
        Kafka.Read(3, "engage.triggers.push");
        await MetricAsync(engine, "engagestream_dead_letters_total{reason=\"actor_fault\"}", letters => letters == 1);
    }

    private List<(string, int)> Thanks() => [.. Kafka.ReadToEnd("engage.triggers.push").Select(Parse)
        .Select(trigger => ((string)trigger["user"]!, int.Parse((string)trigger["variables"]!["orders"]!))).Order()];

    private static List<string> Headers(ConsumeResult<byte[], byte[]> record) =>
        [.. record.Message.Headers.Select(header => $"{header.Key}={System.Text.Encoding.UTF8.GetString(header.GetValueBytes())}")];

    private static (long Matched, long Sent) Counts(ReplayReport report) => (report.Matched, report.Sent);

    private ReplayReport Replay(DeadLetterFilter? filter = null, bool again = false, bool dryRun = false) => DeadLetterReplay.Run(
        Options(EngineMode.Replay), filter ?? new DeadLetterFilter(), again, dryRun, NullLogger.Instance, _ => { }, CancellationToken.None);
}
