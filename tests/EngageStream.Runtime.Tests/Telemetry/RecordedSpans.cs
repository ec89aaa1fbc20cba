using System.Collections.Concurrent;
using System.Diagnostics;
using EngageStream.Runtime.Telemetry;

namespace EngageStream.Runtime.Tests.Telemetry;

/// <summary>Records every span of the process's engines, of those of other tests, too: look only at traces of your own.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];

    /// <summary>Waits until a trace has so many spans that have ended.</summary>
    public async Task<IReadOnlyList<Activity>> WaitAsync(string traceId, int spans)
    {
        using var patience = new CancellationTokenSource(Hosting.TestKafka.Patience);
        while (Of(traceId).Count < spans)
        {
            await Task.Delay(10, patience.Token);
        }

        return Of(traceId);
    }

    public void Dispose() => _listener.Dispose();
}
