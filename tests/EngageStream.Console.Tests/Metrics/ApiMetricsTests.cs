using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Metrics;

public sealed class ApiMetricsTests
{
    [Fact]
    public async Task Requests_are_counted_by_route_and_refusals_by_reason_without_ids()
    {
        var seen = new ConcurrentQueue<string>();
        await using TestApi api = await TestApi.StartAsync();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "EngageStream.Console")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();

        (await api.GetAsync("/v1/users/ann@example.org")).Dispose();
        (await api.GetAsync("/v1/users/ann@example.org", token: null)).Dispose();
        listener.RecordObservableInstruments();

        // Other tests of the process count, too.
        Assert.Contains("engagestream.api.requests 1 route=/v1/users/{id} status=2xx", seen);
        Assert.Contains("engagestream.api.requests 1 route=/v1/users/{id} status=4xx", seen);
        Assert.Contains("engagestream.api.requests 0 route=/v1/users/{id} status=5xx", seen);
        Assert.Contains("engagestream.api.refused 1 reason=unauthorized", seen);
        Assert.Contains(seen, line => line.StartsWith("engagestream.api.latency.seconds.count", StringComparison.Ordinal));
        Assert.Contains(seen, line => line.StartsWith("engagestream.api.latency.seconds.bucket", StringComparison.Ordinal) && line.EndsWith("le=+Inf", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, line => line.Contains("ann", StringComparison.Ordinal));
    }
}
