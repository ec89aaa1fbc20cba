using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Projection;

[Collection(OutageCollection.Name)]
public sealed class OutageTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task While_Redis_is_away_the_projection_waits_says_so_once_and_catches_up()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        RedisOptions options = Options with { Servers = [redis.Address] };
        await using RedisProjection projection = Start(options);
        await Topic.AddRandomAsync(new Random(1), 50, 300);
        await CaughtUpAsync(projection);
        await redis.KillAsync();
        await Topic.AddRandomAsync(new Random(2), 50, 300);
        await UntilAsync(() => Task.FromResult(Log.Count(5102) > 0 && !projection.IsReady));
        await redis.StartAgainAsync();
        await CaughtUpAsync(projection);
        await AssertProjectedAsync(redis.Database);
        await AssertEachOnceAsync(redis.Database);
        Assert.Equal(1, Log.Count(5102));
        Assert.Equal(1, Log.Count(5103));
        Assert.True(projection.IsReady);

        // A Redis that comes back with nothing gets everything again.
        await redis.KillAsync();
        redis.Forget();
        await redis.StartAgainAsync();
        await CaughtUpAsync(projection);
        await AssertProjectedAsync(redis.Database);
        await AssertEachOnceAsync(redis.Database);
    }

    [Fact]
    public async Task Wherever_the_connection_breaks_nothing_is_skipped_and_nothing_repeated()
    {
        const int seed = 1;
        var random = new Random(seed);
        await Topic.AddRandomAsync(random, 100, 2_000);
        await using var proxy = new CuttingProxy(Fixture.Redis.Port, seed, mostBytes: 250_000);
        await using (RedisProjection projection = Start(Options with { Servers = [proxy.Address], Batch = random.Next(5, 40) }))
        {
            await UntilAsync(() => Task.FromResult(proxy.Cuts >= 3));
            proxy.IsCutting = false;
            await Topic.AddRandomAsync(random, 100, 200);
            await CaughtUpAsync(projection);
        }

        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }
}
