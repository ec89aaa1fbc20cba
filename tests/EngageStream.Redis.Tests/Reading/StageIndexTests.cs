using EngageStream.Redis.Reading;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Reading;

public sealed class StageIndexTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_have_everybody_of_the_stage_once_by_falling_risk(int size)
    {
        await Topic.AddAsync(Enumerable.Range(0, 60).Select(i => new Profile(
            $"user-{i}", i % 2 == 0 ? "growth" : "dormant", i % 10 == 0 ? null : i % 7 / 10.0, "low")));
        await ProjectAsync();
        await using var index = new StageIndex(Options, "test");
        List<(string User, double Risk)> seen = [.. await ReadAllAsync(index, size)];

        IEnumerable<(string, double)> expected = Enumerable.Range(0, 60).Where(i => i % 2 == 0)
            .Select(i => ($"user-{i}", i % 10 == 0 ? 0 : i % 7 / 10.0))
            .OrderByDescending(person => person.Item2).ThenByDescending(person => person.Item1, StringComparer.Ordinal);
        Assert.Equal(expected, seen);
        Assert.Empty((await index.ReadAsync("nothing", 5, null, CancellationToken.None)).People);
    }

    [Fact]
    public async Task Who_stays_is_on_exactly_one_page_whatever_others_do_between_two_pages()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            RedisKey key = $"{Prefix}risk:stage:s{seed}";
            string[] people = [.. Enumerable.Range(0, 40).Select(i => $"user-{i}")];
            await Database.SortedSetAddAsync(key, [.. people.Select(p => new SortedSetEntry(p, random.Next(5) / 4.0))]);
            var restless = people.Where(_ => random.Next(3) == 0).ToHashSet();
            var seen = new List<string>();
            await using var index = new StageIndex(Options, "test");
            string? cursor = null;
            do
            {
                StagePage page = await index.ReadAsync($"s{seed}", 3, cursor, CancellationToken.None);
                seen.AddRange(page.People.Select(person => person.UserId));
                cursor = page.Next;

                // Also the last one of a page may go, or move to the other end.
                foreach (string mover in restless.Where(_ => random.Next(2) == 0))
                {
                    _ = random.Next(2) == 0
                        ? await Database.SortedSetRemoveAsync(key, mover)
                        : await Database.SortedSetAddAsync(key, mover, random.Next(5) / 4.0);
                }
            }
            while (cursor is not null);
            Assert.Equal(people.Except(restless).Order(), seen.Except(restless).Order());
            Assert.Equal(seen.Except(restless).Count(), seen.Count(person => !restless.Contains(person)));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("MC41.")]
    [InlineData("bm9uZQ.YW5u")]
    [InlineData("§.§")]
    public async Task A_wrong_cursor_is_told(string cursor)
    {
        await using var index = new StageIndex(Options, "test");
        await Assert.ThrowsAnyAsync<FormatException>(() => index.ReadAsync("growth", 5, cursor, CancellationToken.None));
    }

    [Fact]
    public async Task A_Redis_that_is_away_is_an_io_error()
    {
        await using RedisServer gone = await RedisServer.StartAsync();
        await gone.KillAsync();
        await using var index = new StageIndex(Options with { Servers = [gone.Address] }, "test");
        await Assert.ThrowsAsync<IOException>(() => index.ReadAsync("growth", 5, null, CancellationToken.None));
    }

    private static async Task<IEnumerable<(string, double)>> ReadAllAsync(StageIndex index, int size)
    {
        var all = new List<(string, double)>();
        string? cursor = null;
        do
        {
            StagePage page = await index.ReadAsync("growth", size, cursor, CancellationToken.None);
            Assert.InRange(page.People.Count, 1, size);
            all.AddRange(page.People);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
