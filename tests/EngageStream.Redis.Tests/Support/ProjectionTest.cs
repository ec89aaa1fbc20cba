using System.Globalization;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Support;

/// <summary>Base of tests that project a topic of their own under a prefix of their own.</summary>
[Collection(RedisCollection.Name)]
public abstract class ProjectionTest(RedisFixture fixture) : IAsyncLifetime
{
    /// <summary>How long a test waits for what must come; only a failing test waits so long.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ProfilesTopic? _topic;

    private protected ProfilesTopic Topic => _topic!;

    private protected RecordingLog Log { get; } = new();

    private protected RedisFixture Fixture => fixture;

    /// <summary>Start of the test's keys.</summary>
    protected string Prefix { get; } = $"t{Guid.NewGuid().ToString("N")[..8]}:";

    /// <summary>Settings for the shared Redis.</summary>
    protected RedisOptions Options => new() { Servers = [fixture.Redis.Address], Prefix = Prefix, Batch = 50 };

    protected IDatabase Database => fixture.Redis.Database;

    public async Task InitializeAsync() => _topic = await ProfilesTopic.CreateAsync(fixture.Kafka);

    public Task DisposeAsync()
    {
        Topic.Dispose();
        return Task.CompletedTask;
    }

    protected RedisProjection Start(RedisOptions? options = null) =>
        RedisProjection.Start(options ?? Options, Topic.Source, TimeProvider.System, Log);

    /// <summary>Projects all that the topic holds, and stops.</summary>
    protected async Task ProjectAsync(RedisOptions? options = null)
    {
        await using RedisProjection projection = Start(options);
        await CaughtUpAsync(projection);
    }

    protected static async Task CaughtUpAsync(RedisProjection projection)
    {
        using var patience = new CancellationTokenSource(Patience);
        await projection.CaughtUpAsync(patience.Token);
    }

    protected async Task RebuildAsync(RedisOptions? options = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        await RedisProjection.RebuildAsync(options ?? Options, Topic.Source, TimeProvider.System, Log, patience.Token);
    }

    /// <summary>Redis holds what the topic says, no more and no less.</summary>
    protected async Task AssertProjectedAsync(IDatabase? database = null) =>
        Assert.Equal(RedisContent.Expected(Topic.Latest()), await RedisContent.ReadAsync(database ?? Database, Prefix));

    /// <summary>Each record of the topic was projected once: neither skipped nor repeated.</summary>
    protected async Task AssertEachOnceAsync(IDatabase? database = null)
    {
        for (int partition = 0; partition < ProfilesTopic.Partitions; partition++)
        {
            RedisValue records = await (database ?? Database).HashGetAsync($"{Prefix}position:{partition}", "records");
            Assert.Equal(Topic.CountOf(partition).ToString(CultureInfo.InvariantCulture), records.IsNull ? "0" : (string?)records);
        }
    }

    /// <summary>Waits until something holds.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
