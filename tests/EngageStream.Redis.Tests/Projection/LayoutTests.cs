using EngageStream.Redis.Connections;
using EngageStream.Redis.Keys;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Projection;

public sealed class LayoutTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task Keys_of_the_first_layout_are_rebuilt_in_place_by_themselves()
    {
        await Topic.AddRandomAsync(new Random(1), 40, 300);
        await ProjectAsync();
        string user = Topic.Latest().Keys.First();
        long[] generations = [.. await GenerationsAsync()];
        await MakeFirstLayoutAsync(user);

        await ProjectAsync();
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
        Assert.Empty(generations.Intersect(await GenerationsAsync()));
        Assert.False(await Database.HashExistsAsync($"{Prefix}user:{user}", "trait.city"));
        Assert.False(await Database.KeyExistsAsync($"{Prefix}risk"));
        Assert.False(await Database.HashExistsAsync($"{Prefix}projection", "scheme"));
        Assert.Equal(1, Log.Count(5116));

        // A program of the first layout asks for this text, and refuses to work where it finds another.
        Assert.NotEqual(Topic.Name, (string?)await Database.HashGetAsync($"{Prefix}projection", "topic"));
    }

    [Fact]
    public async Task A_rebuild_that_is_asked_for_takes_the_first_layout_along()
    {
        await Topic.AddRandomAsync(new Random(2), 40, 300);
        await ProjectAsync();
        await MakeFirstLayoutAsync(Topic.Latest().Keys.First());
        await RebuildAsync();
        await ProjectAsync();
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
        Assert.Equal(0, Log.Count(5116));
    }

    [Fact]
    public async Task A_Redis_that_goes_back_to_before_the_update_is_followed()
    {
        await Topic.AddRandomAsync(new Random(3), 40, 300);
        await using RedisProjection projection = Start();
        await CaughtUpAsync(projection);
        await MakeFirstLayoutAsync(Topic.Latest().Keys.First());
        await UntilAsync(() => Task.FromResult(Log.Count(5116) > 0));
        await CaughtUpAsync(projection);
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task Of_two_programs_that_find_an_earlier_layout_one_begins_the_rebuild()
    {
        await Topic.AddRandomAsync(new Random(4), 10, 50);
        await ProjectAsync();
        await MakeFirstLayoutAsync(Topic.Latest().Keys.First());
        await using var link = new RedisLink(Options, Topic.Name, "test");
        await Assert.ThrowsAsync<EarlierLayoutException>(() => link.ReadPositionsAsync([0]));
        await link.ReplaceLayoutAsync(Topic.Name, [(0, 7)]);
        StoredPosition first = (await link.ReadPositionsAsync([0]))[0];
        await link.ReplaceLayoutAsync(Topic.Name, [(0, 9)]);
        Assert.Equal(first, (await link.ReadPositionsAsync([0]))[0]);
        Assert.Equal((RebuildPhase.Reading, 7), (first.Phase, first.Until));
    }

    [Fact]
    public async Task Keys_of_a_later_layout_are_refused()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"));
        await ProjectAsync();
        await Database.HashSetAsync($"{Prefix}projection", "topic", KeyLayout.TextOf(Topic.Name, KeyLayout.Version + 1));
        await using RedisProjection projection = Start();
        var refusal = await Assert.ThrowsAsync<RedisRefusedException>(() => projection.Completion.WaitAsync(Patience));
        Assert.Contains("of layout 3, which a later version", refusal.Message, StringComparison.Ordinal);
        await AssertProjectedAsync();
    }

    // What the first layout had otherwise: the topic alone, fields of totals and traits, everybody by risk.
    private async Task MakeFirstLayoutAsync(string user)
    {
        RedisKey hash = $"{Prefix}user:{user}";
        await Database.HashDeleteAsync(hash, "profile");
        await Database.HashSetAsync(hash,
        [
            new("_position", $"{await Database.HashGetAsync(hash, "_position")}/0123456789abcdef"),
            new("trait.city", "York"),
            new("total.Order Completed", 7),
        ]);
        await Database.SortedSetAddAsync($"{Prefix}risk", user, 0.5);
        await Database.HashSetAsync($"{Prefix}projection", [new("topic", Topic.Name), new("scheme", 1)]);
    }

    private Task<long[]> GenerationsAsync() => Task.WhenAll(Enumerable.Range(0, ProfilesTopic.Partitions).Select(
        async partition => (long)await Database.HashGetAsync($"{Prefix}position:{partition}", "generation")));
}
