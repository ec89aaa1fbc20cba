using System.Globalization;
using System.Text.Json.Nodes;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Projection;

public sealed class RebuildTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task The_old_answers_stay_throughout_and_never_go_back()
    {
        const int people = 40;
        for (int version = 1; version <= 25; version++)
        {
            await Topic.AddAsync(Enumerable.Range(0, people).Select(i => new Profile(
                $"user-{i}", version % 2 == 0 ? "growth" : "maturity", version / 100.0, "low")
            { Events = version }));
        }

        await using RedisProjection projection = Start(Options with { Batch = 5 });
        await CaughtUpAsync(projection);
        string[] before = [.. await GenerationsAsync()];

        // A reader looks people up all the while.
        using var done = new CancellationTokenSource();
        Task<int> reader = Task.Run(async () =>
        {
            int looks = 0;
            var random = new Random(1);
            while (!done.IsCancellationRequested)
            {
                string user = $"user-{random.Next(people)}";
                Task<RedisValue> profile = Database.HashGetAsync($"{Prefix}user:{user}", "profile");
                Task<bool> isInStage = Database.SetContainsAsync($"{Prefix}stage:maturity", user);
                Task<double?> risk = Database.SortedSetScoreAsync($"{Prefix}risk:stage:maturity", user);
                Assert.Equal(25, (int?)JsonNode.Parse((string)(await profile)!)!["events"]);
                Assert.True(await isInStage);
                Assert.Equal(0.25, await risk);
                looks++;
            }

            return looks;
        });
        await RebuildAsync();
        await CaughtUpAsync(projection);
        await done.CancelAsync();
        Assert.NotEqual(0, await reader);

        Assert.Empty(before.Intersect(await GenerationsAsync()));
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task What_was_damaged_is_mended_and_whom_the_topic_does_not_hold_is_gone()
    {
        await Topic.AddRandomAsync(new Random(7), 50, 400);
        await ProjectAsync();
        string user = Topic.Latest().Keys.First();

        // Somebody without a profile, a damaged hash, and people who are missing in sets or stand in wrong ones.
        await Database.HashSetAsync($"{Prefix}user:ghost", [new("stage", "growth"), new("band", "low"), new("_position", "1/0/5/1000")]);
        await Database.SetAddAsync($"{Prefix}stage:growth", ["ghost", "nobody"]);
        await Database.SetAddAsync($"{Prefix}band:low", "ghost");
        await Database.SortedSetAddAsync($"{Prefix}risk:stage:growth", [new("ghost", 0.5), new("nobody", 0.5)]);
        await Database.HashSetAsync($"{Prefix}user:{user}", [new("hacked", "yes"), new("profile", "{}")]);
        await Database.SetAddAsync($"{Prefix}band:low", Topic.Latest().Keys.Select(name => (RedisValue)name).ToArray());
        await Database.KeyDeleteAsync($"{Prefix}stage:maturity");
        await Database.KeyDeleteAsync($"{Prefix}risk:stage:maturity");

        await RebuildAsync();
        await ProjectAsync();
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
        Assert.Equal(1, Log.Count(5110));
        Assert.All(await PhasesAsync(), phase => Assert.True(phase.IsNull));
    }

    [Fact]
    public async Task A_rebuild_that_is_interrupted_is_ended_by_the_next_projection()
    {
        await Topic.AddRandomAsync(new Random(8), 50, 600);
        await ProjectAsync();
        await Database.SetAddAsync($"{Prefix}stage:growth", "nobody");
        await RebuildAsync();
        RedisProjection interrupted = Start(Options with { Batch = 1 });
        await UntilAsync(() => Task.FromResult(interrupted.Figures.Written > 0));
        await interrupted.DisposeAsync();
        await ProjectAsync();
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task A_topic_made_anew_is_seen_and_projected_from_its_start()
    {
        await Topic.AddRandomAsync(new Random(9), 50, 400);
        await ProjectAsync();
        await Topic.MakeAnewAsync();
        await Topic.AddAsync(new Profile("new", "growth", 0.5, "medium"));
        await using RedisProjection projection = Start();
        await UntilAsync(async () => (await PhasesAsync()).All(phase => phase.IsNull) &&
            (await RedisContent.ReadAsync(Database, Prefix)).SequenceEqual(RedisContent.Expected(Topic.Latest())));
        Assert.Equal(ProfilesTopic.Partitions, Log.Count(5108));
    }

    private async Task<IEnumerable<string>> GenerationsAsync() => await Task.WhenAll(Enumerable.Range(0, ProfilesTopic.Partitions).Select(
        async partition => ((long)await Database.HashGetAsync($"{Prefix}position:{partition}", "generation")).ToString(CultureInfo.InvariantCulture)));

    private Task<RedisValue[]> PhasesAsync() => Task.WhenAll(Enumerable.Range(0, ProfilesTopic.Partitions).Select(
        partition => Database.HashGetAsync($"{Prefix}position:{partition}", "phase")));
}
