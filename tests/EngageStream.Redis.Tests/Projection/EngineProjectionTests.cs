using System.Globalization;
using EngageStream.Domain.Model;
using EngageStream.Host.Api;
using EngageStream.Host.Projections;
using EngageStream.Playbooks;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Projection;

[Collection(RedisCollection.Name)]
public sealed class EngineProjectionTests(RedisFixture fixture)
{
    private const int People = EngineYear.People;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _prefix = $"t{Guid.NewGuid().ToString("N")[..8]}:";

    [Fact]
    public async Task What_an_engine_publishes_is_in_Redis_and_its_metrics_tell()
    {
        string name = fixture.Kafka.Name(Guid.NewGuid().ToString("N")[..6]);
        EngineOptions options = EngineOptionsBinder.Bind(new Dictionary<string, string>
        {
            ["application.id"] = name,
            ["mode"] = "replay",
            ["threads"] = "1",
            ["http.listen"] = "",
            ["topics.prefix"] = $"{name}.",
            ["topics.partitions"] = EngineYear.Partitions.ToString(CultureInfo.InvariantCulture),
            ["topics.replication.factor"] = "1",
            ["kafka.bootstrap.servers"] = fixture.Kafka.Servers,
            ["redis.servers"] = fixture.Redis.Address,
            ["redis.prefix"] = _prefix,
        }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Empty(errors.Concat(RedisSettings.Check(options)));
        EngagementModel model = PlaybookFile.Load(Repository.PathOf("playbooks/starter.yaml")).Model!;
        await using EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        RedisOptions redis = RedisSettings.Of(options);
        await using RedisProjection projection = RedisProjection.Start(redis, RedisSettings.Source(options), TimeProvider.System, NullLogger.Instance);
        var year = new EngineYear(fixture.Kafka, $"{name}.");
        year.Produce();
        Dictionary<string, string> latest = year.ReadLatest();
        using var patience = new CancellationTokenSource(Patience);
        await projection.CaughtUpAsync(patience.Token);

        IDatabase database = fixture.Redis.Database;
        Assert.Equal(People, latest.Count);
        Assert.Equal(RedisContent.Expected(latest), await RedisContent.ReadAsync(database, _prefix));
        Assert.Equal(People, await database.SetLengthAsync($"{_prefix}stage:churned"));
        // The projection learns where a partition ends after its records, or before: the lag may rise for a moment once more.
        string metrics = engine.ReadMetrics();
        while (!metrics.Contains("engagestream_redis_lag{partition=\"0\"} 0", StringComparison.Ordinal))
        {
            await Task.Delay(10, patience.Token);
            metrics = engine.ReadMetrics();
        }

        Assert.Contains("engagestream_redis_profiles_total ", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_redis_batch_duration_seconds_bucket{le=\"+Inf\"}", metrics, StringComparison.Ordinal);

        await using RedisUserIndex? index = RedisUserIndex.Of(options);
        Console.Ports.UserPage page = await index!.ListAsync("churned", 7, null, CancellationToken.None);
        Assert.Equal(7, page.Users.Count);
        Assert.NotNull(page.Next);
    }
}
