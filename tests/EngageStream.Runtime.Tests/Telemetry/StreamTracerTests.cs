using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Telemetry;

namespace EngageStream.Runtime.Tests.Telemetry;

public sealed class StreamTracerTests : IDisposable
{
    private const string Order = """{"type":"track","event":"Order Completed","userId":"ann","properties":{"revenue":10}}""";
    private readonly string _traceId = ActivityTraceId.CreateRandom().ToHexString();
    private readonly RecordedSpans _spans = new();
    private readonly HandlerBench _bench = new();

    private Headers Header => [new Header("traceparent", Encoding.ASCII.GetBytes($"00-{_traceId}-00f067aa0ba902b7-01"))];

    public void Dispose()
    {
        _bench.Dispose();
        _spans.Dispose();
    }

    [Fact]
    public void Spans_of_an_aborted_transaction_say_so()
    {
        _bench.Handle(Order, Header);
        Assert.Empty(_spans.Of(_traceId));
        _bench.Tracer.Aborted();

        IReadOnlyList<Activity> trace = _spans.Of(_traceId);
        Assert.Equal(3, trace.Count);
        Assert.All(trace, span => Assert.Equal("aborted", span.GetTagItem("engagestream.transaction")));
        Assert.All(trace, span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        _bench.Tracer.Committed();
        Assert.Equal(3, _spans.Of(_traceId).Count);
    }

    [Fact]
    public void The_next_record_is_not_in_the_trace_of_the_last()
    {
        _bench.Handle(Order, Header);
        _bench.Sink.Sent.Clear();
        _bench.Handle(Order.Replace("ann", "bea", StringComparison.Ordinal));
        Assert.NotEmpty(_bench.Sink.Sent);
        Assert.DoesNotContain(_bench.Sink.Sent, sent => sent.Headers.Any(header => header.Key == TraceParent.Header));
    }

    [Fact]
    public void A_header_that_is_none_is_neither_recorded_nor_passed_on()
    {
        _bench.Handle(Order, [new Header("traceparent", Encoding.ASCII.GetBytes($"00-{_traceId}-nonsense-01"))]);
        _bench.Tracer.Committed();
        Assert.Empty(_spans.Of(_traceId));
        Assert.DoesNotContain(_bench.Sink.Sent, sent => sent.Headers.Any(header => header.Key == TraceParent.Header));
    }

    [Fact]
    public void What_is_no_event_is_a_span_that_says_so()
    {
        _bench.Handle("nonsense", Header);
        _bench.Tracer.Committed();
        Activity span = Assert.Single(_spans.Of(_traceId));
        Assert.Equal("unparsable", span.GetTagItem("engagestream.record.type"));
        Assert.Equal("dead_letter", span.GetTagItem("engagestream.outcome"));
    }

    [Fact]
    public void A_span_lasts_as_long_as_the_step_not_as_the_transaction()
    {
        _bench.Handle(Order, Header);
        long stepEnded = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(stepEnded) < TimeSpan.FromMilliseconds(50))
        {
            Thread.Yield();
        }

        _bench.Tracer.Committed();
        Activity process = _spans.Of(_traceId).Single(span => span.Kind == ActivityKind.Consumer);
        ActivityEvent committed = Assert.Single(process.Events);
        Assert.Equal("committed", committed.Name);
        Assert.True(committed.Timestamp - process.StartTimeUtc > process.Duration + TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void Spans_that_wait_for_a_commit_are_bounded()
    {
        for (int i = 0; i < OpenSpans.Most + 10; i++)
        {
            _bench.Handle("nonsense", Header);
        }

        Assert.Equal(10, _spans.Of(_traceId).Count);
        _bench.Tracer.Committed();
        Assert.Equal(OpenSpans.Most + 10, _spans.Of(_traceId).Count);
    }
}
