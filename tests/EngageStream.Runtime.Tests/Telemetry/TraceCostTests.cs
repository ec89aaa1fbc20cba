using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Tests.Users;

namespace EngageStream.Runtime.Tests.Telemetry;

// Alone: a listener of another test would switch tracing on.
[Collection(Alone.Name)]
public sealed class TraceCostTests : IDisposable
{
    private const int Events = 10_000;
    private static readonly byte[] Page = """{"type":"page","userId":"ann"}"""u8.ToArray();
    private readonly HandlerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void An_event_without_a_trace_allocates_nothing() => Assert.Equal(0, AllocatedBy(headers: null));

    [Fact]
    public void Nor_does_one_whose_trace_nobody_listens_to() => Assert.Equal(0, AllocatedBy(Traced("01")));

    [Fact]
    public void Nor_does_one_whose_trace_is_not_sampled()
    {
        using var spans = new RecordedSpans();
        Assert.Equal(0, AllocatedBy(Traced("00")));
    }

    [Fact]
    public void One_that_is_recorded_does_so_the_measure_sees_it()
    {
        using var spans = new RecordedSpans();
        Assert.True(AllocatedBy(Traced("01")) > Events * 100);
    }

    private static Headers Traced(string flags) =>
        [new Header("traceparent", Encoding.ASCII.GetBytes($"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{flags}"))];

    private long AllocatedBy(Headers? headers)
    {
        // The first call makes the person; arrays and code grow warm with the rest.
        for (int i = 0; i < Events; i++)
        {
            _bench.Handle(Page, headers);
        }

        _bench.Tracer.Committed();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Events; i++)
        {
            _bench.Handle(Page, headers);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
