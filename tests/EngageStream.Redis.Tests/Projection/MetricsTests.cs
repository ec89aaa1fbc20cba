using System.Net;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Redis.Tests.Projection;

public sealed class MetricsTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task A_projection_alone_serves_its_metrics_and_tells_when_it_is_ready()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"), new Profile("bob", "growth", 0.2, "low"));
        await Topic.AddRawAsync("cid", "no json");
        await using RedisProjection projection = Start();
        await using MetricsEndpoint? endpoint = await MetricsEndpoint.StartAsync(
            "127.0.0.1:0", meter => meter.Name == RedisProjection.MeterName, () => true, () => projection.IsReady, NullLoggerFactory.Instance, default);
        await CaughtUpAsync(projection);
        using var http = new HttpClient { BaseAddress = endpoint!.Address };
        await UntilAsync(async () => (await http.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);

        // The projection counts a batch a moment after Redis has it.
        await UntilAsync(async () => (await http.GetStringAsync("/metrics")).Contains("engagestream_redis_profiles_total 2", StringComparison.Ordinal));
        // And it learns where a partition ends after its records, or before: the lag may rise for a moment once more.
        await UntilAsync(async () => (await http.GetStringAsync("/metrics")).Contains("engagestream_redis_lag{partition=\"0\"} 0", StringComparison.Ordinal));
        string page = await http.GetStringAsync("/metrics");
        foreach (string sample in new[]
        {
            "engagestream_redis_profiles_total 2", "engagestream_redis_unreadable_total 1", "engagestream_redis_connected 1",
            "engagestream_redis_lag{partition=\"0\"} 0", "engagestream_redis_refused_total 0", "engagestream_redis_errors_total ",
            "# TYPE engagestream_redis_batch_duration_seconds histogram",
        })
        {
            Assert.Contains(sample, page, StringComparison.Ordinal);
        }

        Assert.Matches(@"engagestream_redis_last_success_seconds 1\.?\d+", page);
    }

    [Fact]
    public async Task Without_an_address_there_is_no_endpoint() =>
        Assert.Null(await MetricsEndpoint.StartAsync("", _ => true, () => true, () => true, NullLoggerFactory.Instance, default));
}
