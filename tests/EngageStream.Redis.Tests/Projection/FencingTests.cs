using System.Text;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Profiles;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Projection;

public sealed class FencingTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task A_stale_owners_batch_is_refused_and_leaves_no_trace()
    {
        await using var owner = new RedisLink(Options, Topic.Name, "owner");
        await using var zombie = new RedisLink(Options, Topic.Name, "zombie");
        long generation = (await zombie.ReadPositionsAsync([0]))[0].Generation;
        Assert.Equal(generation, (await owner.ReadPositionsAsync([0]))[0].Generation);

        Assert.True((await owner.ApplyAsync(0, generation, 0, 2, 1, Batch(generation, 1, new Profile("ann", "growth", 0.2, "low")))).IsApplied);
        List<string> before = await RedisContent.ReadAsync(Database, Prefix);
        Assert.False((await zombie.ApplyAsync(0, generation, 0, 5, 1, Batch(generation, 4, new Profile("ann", "churned", 0.9, "high")))).IsApplied);
        Assert.False((await zombie.ApplyAsync(0, generation + 1, 2, 5, 1, Batch(generation, 4, new Profile("ann", "churned", 0.9, "high")))).IsApplied);
        Assert.Equal(before, await RedisContent.ReadAsync(Database, Prefix));
        Assert.Equal(2, (await owner.ReadPositionsAsync([0]))[0].Offset);
        Assert.True((await owner.ApplyAsync(0, generation, 2, 3, 1, Batch(generation, 2, new Profile("bob", "growth", 0.2, "low")))).IsApplied);
    }

    [Fact]
    public async Task A_projection_whose_partition_is_elsewhere_reads_on_from_there()
    {
        await using RedisProjection projection = Start();
        await Topic.AddRandomAsync(new Random(1), 30, 200);
        await CaughtUpAsync(projection);

        // As a Redis that lost its last seconds in a fail-over: people and position of an earlier moment.
        int partition = ProfilesTopic.PartitionOf("user-1");
        await Database.HashSetAsync($"{Prefix}position:{partition}", [new("offset", 3), new("records", 3)]);
        await Database.KeyDeleteAsync($"{Prefix}user:user-1");
        await UntilAsync(async () => await Database.HashGetAsync($"{Prefix}position:{partition}", "offset") == Topic.CountOf(partition));
        await AssertEachOnceAsync();
        Assert.NotEqual(0, Log.Count(5106));

        // Further records come as ever.
        await Topic.AddRandomAsync(new Random(2), 30, 200);
        await CaughtUpAsync(projection);
        await AssertEachOnceAsync();
    }

    private static PackedBatch Batch(long generation, long offset, Profile profile)
    {
        var summary = new ProfileSummary();
        byte[] json = Encoding.UTF8.GetBytes(profile.Json);
        Assert.True(summary.Read(json));
        var batch = new ProfileBatch();
        batch.Add(Encoding.UTF8.GetBytes(profile.User), summary, json, new ProfilePlace(generation, 0, offset, 1000));
        return batch.Pack();
    }
}
