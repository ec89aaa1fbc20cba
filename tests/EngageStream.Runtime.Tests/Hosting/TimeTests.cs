using System.Text.Json.Nodes;
using Confluent.Kafka;
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
        long first = Now;
        await using (EngineHost before = await StartEngineAsync(EngineMode.Live))
        {
            await Kafka.SendAsync(Partitions, "ann", first, Order("ann", "m1", first));
            await MetricAsync(before, "engagestream_events_total", events => events == 1);
        }

        // The engine is down for 40 days; 20 days in, Ann orders again. She was never silent for 30.
        Time.Advance(TimeSpan.FromDays(20));
        long second = Now;
        await Kafka.SendAsync(Partitions, "ann", second, Order("ann", "m2", second));
        Time.Advance(TimeSpan.FromDays(20));
        long back = Now;

        await using EngineHost after = await StartEngineAsync(EngineMode.Live);
        for (int partition = 0; partition < Partitions; partition++)
        {
            await MetricAsync(after, $"engagestream_shard_clock_seconds{{partition=\"{partition}\"}}", clock => clock >= back / 1000);
        }

        Time.Advance(TimeSpan.FromDays(11));
        List<ConsumeResult<byte[], byte[]>> transitions = Kafka.Read(
            records => records.Any(record => Parse(record)["to"]!.ToString() == "dormant"), "engage.transitions");
        JsonObject dormant = Parse(transitions.Single(record => Parse(record)["to"]!.ToString() == "dormant"));
        Assert.Equal(Instant(second + (30 * Day)), (string?)dormant["at"]);
    }
}
