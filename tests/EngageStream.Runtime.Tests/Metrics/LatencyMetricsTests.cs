using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Metrics;

public class LatencyMetricsTests : EngineTest
{
    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Live_events_are_measured_to_their_commit_and_timers_from_when_they_were_due()
    {
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        await Kafka.SendAsync(Partitions, "ann", Now, Order("ann", "m1", Now - 3_000));
        await MetricAsync(engine, "engagestream_end_to_end_latency_seconds_count{since=\"append\"}", events => events == 1);
        Assert.Equal(1, Metric(engine, "engagestream_end_to_end_latency_seconds_count{since=\"event\"}"));
        Assert.Equal(1, Metric(engine, "engagestream_event_latency_seconds_count"));

        // The event was 3 s old when it came; the commit was later than the step.
        double sinceEvent = Metric(engine, "engagestream_end_to_end_latency_seconds_sum{since=\"event\"}")!.Value;
        double sinceAppend = Metric(engine, "engagestream_end_to_end_latency_seconds_sum{since=\"append\"}")!.Value;
        Assert.True(sinceEvent >= 3);
        Assert.True(sinceAppend >= Metric(engine, "engagestream_event_latency_seconds_sum"));
        Assert.Equal(0, Metric(engine, "engagestream_end_to_end_latency_seconds_bucket{since=\"event\",le=\"2\"}"));
        Assert.Equal(1, Metric(engine, "engagestream_end_to_end_latency_seconds_bucket{since=\"event\",le=\"+Inf\"}"));

        Assert.Equal(0, Metric(engine, "engagestream_timer_lateness_seconds_count"));
        Time.Advance(TestModel.DormantAfter + TimeSpan.FromSeconds(7));
        await MetricAsync(engine, "engagestream_timer_lateness_seconds_count", timers => timers >= 1);
        Assert.True(Metric(engine, "engagestream_timer_lateness_seconds_sum") >= 4);
        Assert.Equal(Metric(engine, "engagestream_timers_fired_total"), Metric(engine, "engagestream_timer_lateness_seconds_count"));
    }

    [Fact]
    public async Task A_restore_says_what_it_read_and_nothing_is_measured_in_replay()
    {
        await using (EngineHost before = await StartEngineAsync())
        {
            await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
            await MetricAsync(before, "engagestream_commits_total", commits => commits >= 1);
            Assert.Equal(0, Metric(before, "engagestream_end_to_end_latency_seconds_count{since=\"append\"}"));
            Assert.Equal(0, Metric(before, "engagestream_restore_records_total"));
        }

        await using EngineHost after = await StartEngineAsync();
        Assert.Equal(1, Metric(after, "engagestream_restore_users_total"));
        Assert.True(Metric(after, "engagestream_restore_records_total") >= 2);
        Assert.True(Metric(after, "engagestream_restore_size_bytes_total") > 100);
        Assert.Equal(Partitions, Metric(after, "engagestream_restore_duration_seconds_count"));
        Assert.Equal(Partitions, Metric(after, "engagestream_partitions{state=\"running\"}"));
    }

    [Fact]
    public async Task Every_record_is_counted_in_one_outcome()
    {
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        await Kafka.SendAsync(Partitions, "ann", Now, Order("ann", "m1", Now));
        await Kafka.SendAsync(Partitions, "ann", Now, Order("ann", "m1", Now));
        await Kafka.SendAsync(Partitions, "ann", Now, Identify("ann", "m2", Now - (20 * Day), "Ann"));
        await Kafka.SendAsync(Partitions, "ann", Now, Order("ann", "m3", Now + 60_000));
        await Kafka.SendRawAsync(0, "nonsense"u8.ToArray(), Now);
        await MetricAsync(engine, "engagestream_records_total{type=\"unparsable\",outcome=\"dead_letter\"}", records => records == 1);
        await MetricAsync(engine, "engagestream_records_total{type=\"track\",outcome=\"future\"}", records => records == 1);
        Assert.Equal(1, Metric(engine, "engagestream_records_total{type=\"track\",outcome=\"processed\"}"));
        Assert.Equal(1, Metric(engine, "engagestream_records_total{type=\"track\",outcome=\"duplicate\"}"));
        Assert.Equal(1, Metric(engine, "engagestream_records_total{type=\"identify\",outcome=\"late\"}"));
        Assert.Equal(5, engine.ReadMetrics().Split('\n').Where(line => line.StartsWith("engagestream_records_total{", StringComparison.Ordinal))
            .Sum(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
