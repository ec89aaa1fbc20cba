using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Profiles;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Projection;

public sealed class RedisProjectionTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task A_person_is_a_hash_and_stands_in_the_sets_of_stage_band_and_risk()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.25, "low")
        {
            Events = 7,
            Traits = new Dictionary<string, JsonNode?> { ["firstName"] = "Änn \"A\"", ["age"] = 40, ["vip"] = true, ["none"] = null },
        });
        await ProjectAsync();

        Dictionary<string, string> ann = (await Database.HashGetAllAsync($"{Prefix}user:ann")).ToDictionary(f => (string)f.Name!, f => (string)f.Value!);
        Assert.Equal("growth", ann["stage"]);
        Assert.Equal("0.25", ann["risk"]);
        Assert.Equal("low", ann["band"]);
        Assert.Equal(Topic.Latest()["ann"], ann["profile"]);
        Assert.Equal("Änn \"A\"", (string?)JsonNode.Parse(ann["profile"])!["traits"]!["firstName"]);
        Assert.Equal(["_position", "band", "profile", "risk", "stage"], ann.Keys.Order());
        Assert.True(await Database.SetContainsAsync($"{Prefix}stage:growth", "ann"));
        Assert.True(await Database.SetContainsAsync($"{Prefix}band:low", "ann"));
        Assert.Equal(0.25, await Database.SortedSetScoreAsync($"{Prefix}risk:stage:growth", "ann"));
        Assert.True(await Database.SetContainsAsync($"{Prefix}stages", "growth"));
        await AssertProjectedAsync();
    }

    [Fact]
    public async Task Who_moves_leaves_the_old_sets_and_what_is_null_is_no_field()
    {
        await using RedisProjection projection = Start();
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low") { Traits = new Dictionary<string, JsonNode?> { ["city"] = "York" } });
        await CaughtUpAsync(projection);
        await Topic.AddAsync(new Profile("ann", "dormant", 0.9, "high"));
        await CaughtUpAsync(projection);
        await AssertProjectedAsync();
        await Topic.AddAsync(new Profile("ann", null, null, "medium"));
        await CaughtUpAsync(projection);
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task Everybody_by_risk_is_kept_where_the_setting_says_so()
    {
        RedisOptions options = Options with { RiskOfEverybody = true };
        await using RedisProjection projection = Start(options);
        await Topic.AddRandomAsync(new Random(6), 40, 400);
        await CaughtUpAsync(projection);
        await AssertEverybodyAsync();
        await Topic.AddRandomAsync(new Random(7), 40, 400);
        await CaughtUpAsync(projection);
        await AssertEverybodyAsync();

        // Whoever is forgotten goes from there also where the setting is off by then.
        await projection.StopAsync();
        string user = Topic.Latest().Keys.First();
        await Topic.EraseAsync(user);
        await ProjectAsync();
        await AssertEverybodyAsync();

        async Task AssertEverybodyAsync()
        {
            SortedSetEntry[] rows = await Database.SortedSetRangeByRankWithScoresAsync($"{Prefix}risk");
            Assert.Equal(
                Topic.Latest().Select(person => (person.Key, (double?)JsonNode.Parse(person.Value)!["risk"] ?? 0)).Order(),
                rows.Select(row => ((string)row.Element!, row.Score)).Order());
        }
    }

    [Fact]
    public async Task A_tombstone_takes_the_person_out_of_everything()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"), new Profile("bob", "growth", 0.3, "low"));
        await using RedisProjection projection = Start();
        await CaughtUpAsync(projection);
        await Topic.EraseAsync("ann");
        await CaughtUpAsync(projection);
        await AssertProjectedAsync();
        Assert.DoesNotContain(await RedisContent.ReadAsync(Database, Prefix), line => line.Contains("ann", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_is_no_profile_is_passed_over_and_told_once()
    {
        await Topic.AddRawAsync("ann", "no json");
        await Topic.AddRawAsync("ann", """["no object"]""");
        await Topic.AddRawAsync("ann", """{"band":"low"} {"band":"low"}""");
        await Topic.AddRawAsync("ann", """{"band":"low","risk":"high"}""");
        await ProjectAsync();
        Assert.Empty(await RedisContent.ReadAsync(Database, Prefix));
        Assert.Equal(1, Log.Count(5107));

        // It stands in nobody's way.
        await Topic.AddAsync(new Profile("ann", "growth", 0.5, "medium"));
        await ProjectAsync();
        Assert.Equal("growth", await Database.HashGetAsync($"{Prefix}user:ann", "stage"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_history_ends_as_its_latest_profiles(int seed)
    {
        var random = new Random(seed);
        await using RedisProjection projection = Start(Options with { Batch = random.Next(1, 40) });
        for (int round = 0; round < 4; round++)
        {
            await Topic.AddRandomAsync(random, 60, random.Next(1, 400));
            await CaughtUpAsync(projection);
            await AssertProjectedAsync();
        }

        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task Two_projections_share_the_partitions_and_each_record_is_projected_once()
    {
        var random = new Random(3);
        await using RedisProjection first = Start();
        for (int round = 0; round < 3; round++)
        {
            await Topic.AddRandomAsync(random, 100, 500);
            await using RedisProjection second = Start();
            await Topic.AddRandomAsync(random, 100, 500);
            await CaughtUpAsync(second);
        }

        await CaughtUpAsync(first);
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    [Fact]
    public async Task People_expire_with_their_places_in_the_sets()
    {
        RedisOptions options = Options with { Expiry = TimeSpan.FromHours(1) };
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"), new Profile("bob", "growth", 0.3, "low"));
        await using RedisProjection projection = Start(options);
        await CaughtUpAsync(projection);
        await AssertProjectedAsync();
        TimeSpan? left = await Database.KeyTimeToLiveAsync($"{Prefix}user:ann");
        Assert.InRange(left!.Value, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        double due = (await Database.SortedSetScoreAsync($"{Prefix}expiry", "ann"))!.Value;
        Assert.InRange(due, 0, DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds());

        // Time passes: Redis has dropped Ann's hash by itself, and her time in the list has come.
        await Database.KeyDeleteAsync($"{Prefix}user:ann");
        await Database.SortedSetAddAsync($"{Prefix}expiry", "ann", 1);
        await UntilAsync(async () => !await Database.SetContainsAsync($"{Prefix}stage:growth", "ann"));
        List<string> content = await RedisContent.ReadAsync(Database, Prefix);
        Assert.DoesNotContain(content, line => line.Contains("ann", StringComparison.Ordinal));
        Assert.Contains("stage:growth bob", content);

        // Whose time has only seemingly come stays: the profile's own time tells.
        await Database.SortedSetAddAsync($"{Prefix}expiry", "bob", 1);
        await UntilAsync(async () => await Database.SortedSetScoreAsync($"{Prefix}expiry", "bob") > 1);
        Assert.True(await Database.SetContainsAsync($"{Prefix}stage:growth", "bob"));
    }

    [Fact]
    public async Task What_had_expired_before_it_was_read_is_not_written()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"));
        await using var link = new RedisLink(Options with { Expiry = TimeSpan.FromMinutes(1) }, Topic.Name, "test");
        await link.ReadPositionsAsync([0]);
        long generation = (await link.ReadPositionsAsync([0]))[0].Generation;
        var summary = new ProfileSummary();
        var batch = new ProfileBatch();
        byte[] json = Encoding.UTF8.GetBytes(new Profile("ann", "growth", 0.2, "low").Json);
        Assert.True(summary.Read(json));
        batch.Add("ann"u8, summary, json, new ProfilePlace(generation, 0, 0, DateTimeOffset.UtcNow.AddMinutes(-2).ToUnixTimeMilliseconds()));
        ApplyResult result = await link.ApplyAsync(0, generation, 0, 1, 1, batch.Pack());
        Assert.Equal(new ApplyResult(true, 0, 1), result);
        Assert.Empty(await RedisContent.ReadAsync(Database, Prefix));
    }

    [Fact]
    public async Task Of_two_partitions_that_hold_a_person_the_younger_record_counts_also_in_a_rebuild()
    {
        // As after more partitions: the old profile stays where it was.
        int home = ProfilesTopic.PartitionOf("ann");
        int other = (home + 1) % ProfilesTopic.Partitions;
        await Topic.AddRawAsync("ann", new Profile("ann", "growth", 0.2, "low").Json, other);
        await Task.Delay(5);
        await Topic.AddRawAsync("ann", new Profile("ann", "maturity", 0.1, "low").Json, home);
        await ProjectAsync();
        Assert.Equal("maturity", await Database.HashGetAsync($"{Prefix}user:ann", "stage"));
        await RebuildAsync();
        await ProjectAsync();
        Assert.Equal("maturity", await Database.HashGetAsync($"{Prefix}user:ann", "stage"));
        Assert.Equal(0, await Database.SetLengthAsync($"{Prefix}stage:growth"));
    }

    [Fact]
    public async Task Keys_of_another_topic_are_refused()
    {
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"));
        await ProjectAsync();
        using ProfilesTopic other = await ProfilesTopic.CreateAsync(Fixture.Kafka);
        await using RedisProjection projection = RedisProjection.Start(Options, other.Source, TimeProvider.System, Log);
        var refusal = await Assert.ThrowsAsync<RedisRefusedException>(() => projection.Completion.WaitAsync(Patience));
        Assert.StartsWith("redis.prefix: ", refusal.Message, StringComparison.Ordinal);
        await AssertProjectedAsync();
    }

    [Fact]
    public async Task Positions_lie_in_Redis_where_people_lie()
    {
        await Topic.AddRandomAsync(new Random(5), 20, 100);
        await ProjectAsync();
        for (int partition = 0; partition < ProfilesTopic.Partitions; partition++)
        {
            Assert.Equal(
                Topic.CountOf(partition).ToString(CultureInfo.InvariantCulture),
                (string?)await Database.HashGetAsync($"{Prefix}position:{partition}", "offset"));
        }
    }
}
