using System.Net;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Runtime.Tests.Hosting;

public class HttpEndpointTests : EngineTest
{
    [Fact]
    public async Task Metrics_and_probes_are_served()
    {
        await using EngineHost engine = await StartEngineAsync(Options() with { HttpListen = "127.0.0.1:0" });
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        using var client = new HttpClient { BaseAddress = engine.HttpAddress };

        string metrics = await client.GetStringAsync("metrics");
        Assert.Contains("# TYPE engagestream_events_total counter", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_users{stage=\"growth\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_triggers_total{campaign=\"recall\",channel=\"email\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE engagestream_commit_duration_seconds histogram", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_lag{partition=\"0\"}", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("nothing")).StatusCode);
    }
}
