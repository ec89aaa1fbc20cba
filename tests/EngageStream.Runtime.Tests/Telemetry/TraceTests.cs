using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Hosting;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Runtime.Tests.Telemetry;

public class TraceTests : EngineTest
{
    private const string Parent = "00f067aa0ba902b7";
    private static readonly int Home = Partitioner.Of(PartitionerKind.Murmur2, "ann"u8, Partitions);
    private readonly string _traceId = ActivityTraceId.CreateRandom().ToHexString();

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_producers_trace_goes_through_the_actor_to_the_trigger()
    {
        using var spans = new RecordedSpans();
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        DeliveryResult<byte[]?, byte[]?> sent = await SendAsync("01", state: "vendor=1");
        ConsumeResult<byte[], byte[]> trigger = Kafka.Read(1, "engage.triggers.push").Single();
        IReadOnlyList<Activity> trace = await spans.WaitAsync(_traceId, 3);

        // One span for the record, child of the producer's.
        Activity process = trace.Single(span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(Parent, process.ParentSpanId.ToHexString());
        Assert.Equal($"process {Kafka.Name("engage.events")}", process.DisplayName);
        Assert.Equal("kafka", process.GetTagItem("messaging.system"));
        Assert.Equal("process", process.GetTagItem("messaging.operation.type"));
        Assert.Equal(Kafka.Name("engage.events"), process.GetTagItem("messaging.destination.name"));
        Assert.Equal(Home.ToString(CultureInfo.InvariantCulture), process.GetTagItem("messaging.destination.partition.id"));
        Assert.Equal(sent.Offset.Value, process.GetTagItem("messaging.kafka.offset"));
        Assert.Equal(Kafka.ApplicationId, process.GetTagItem("messaging.consumer.group.name"));
        Assert.Equal("track", process.GetTagItem("engagestream.record.type"));
        Assert.Equal("processed", process.GetTagItem("engagestream.outcome"));

        // Under it one for each transition and trigger, of which the last is the receiver's parent.
        Activity send = trace.Single(span => span.Kind == ActivityKind.Producer
            && Equals(span.GetTagItem("engagestream.campaign"), "thanks"));
        Activity transition = trace.Single(span => span.Kind == ActivityKind.Producer && span != send);
        Assert.Equal(process.SpanId, send.ParentSpanId);
        Assert.Equal("push", send.GetTagItem("engagestream.channel"));
        Assert.Equal((string?)Parse(trigger)["id"], send.GetTagItem("messaging.message.id"));
        Assert.Equal("growth", transition.GetTagItem("engagestream.stage"));
        Assert.Equal($"00-{_traceId}-{send.SpanId}-01", TestKafka.Header(trigger, "traceparent"));
        Assert.Equal("vendor=1", TestKafka.Header(trigger, "tracestate"));
        ConsumeResult<byte[], byte[]> transitioned = Kafka.Read(1, "engage.transitions").Single();
        Assert.Equal($"00-{_traceId}-{transition.SpanId}-01", TestKafka.Header(transitioned, "traceparent"));

        // Decisions and profiles continue the record's span.
        ConsumeResult<byte[], byte[]> decision = Kafka.Read(1, "engage.decisions").Single();
        Assert.Equal($"00-{_traceId}-{process.SpanId}-01", TestKafka.Header(decision, "traceparent"));

        // All are committed, and none tells who it was.
        Assert.All(trace, span => Assert.Equal("committed", span.GetTagItem("engagestream.transaction")));
        Assert.All(trace, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
        Assert.DoesNotContain(
            trace.SelectMany(span => span.TagObjects), tag => tag.Value is string text && text.Contains("ann", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_that_is_not_sampled_is_passed_on_and_not_recorded()
    {
        using var spans = new RecordedSpans();
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        await SendAsync("00", state: null);
        ConsumeResult<byte[], byte[]> trigger = Kafka.Read(1, "engage.triggers.push").Single();

        Assert.Equal($"00-{_traceId}-{Parent}-00", TestKafka.Header(trigger, "traceparent"));
        Assert.Null(TestKafka.Header(trigger, "tracestate"));
        await MetricAsync(engine, "engagestream_commits_total", commits => commits >= 1);
        Assert.Empty(spans.Of(_traceId));
    }

    [Fact]
    public async Task What_silence_causes_begins_a_trace_of_its_own()
    {
        using var spans = new RecordedSpans();
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        await SendAsync("01", state: null);
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        Time.Advance(TestModel.DormantAfter);
        ConsumeResult<byte[], byte[]> trigger = Kafka.Read(1, "engage.triggers.email").Single();

        string[] header = TestKafka.Header(trigger, "traceparent")!.Split('-');
        Assert.NotEqual(_traceId, header[1]);
        IReadOnlyList<Activity> trace = await spans.WaitAsync(header[1], 3);
        Activity timer = trace.Single(span => span.Kind == ActivityKind.Internal);
        Assert.Equal(default, timer.ParentSpanId);
        Assert.Empty(timer.Links);
        Activity send = trace.Single(span => span.SpanId.ToHexString() == header[2]);
        Assert.Equal(timer.SpanId, send.ParentSpanId);
        Assert.Equal("recall", send.GetTagItem("engagestream.campaign"));
    }

    [Fact]
    public async Task In_replay_headers_are_passed_on_and_nothing_is_recorded()
    {
        using var spans = new RecordedSpans();
        await using EngineHost engine = await StartEngineAsync();
        await SendAsync("01", state: null);
        ConsumeResult<byte[], byte[]> trigger = Kafka.Read(1, "engage.triggers.push").Single();
        Assert.Equal($"00-{_traceId}-{Parent}-01", TestKafka.Header(trigger, "traceparent"));
        Assert.Empty(spans.Of(_traceId));
    }

    private Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string flags, string? state)
    {
        Headers headers = [new Header("traceparent", Encoding.ASCII.GetBytes($"00-{_traceId}-{Parent}-{flags}"))];
        if (state is not null)
        {
            headers.Add("tracestate", Encoding.ASCII.GetBytes(state));
        }

        return Kafka.SendRawAsync(Home, Encoding.UTF8.GetBytes(Order("ann", "m1", Now)), Now, headers, "ann");
    }
}
