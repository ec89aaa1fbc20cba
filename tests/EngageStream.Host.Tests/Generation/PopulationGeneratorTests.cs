using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EngageStream.Domain.Time;
using EngageStream.Host.Generation;

namespace EngageStream.Host.Tests.Generation;

public sealed class PopulationGeneratorTests
{
    private static readonly PopulationOptions Year = new() { People = 1500, Days = 365, Seed = 11 };
    private static readonly Lazy<List<Generated>> Events = new(() => Generate(Year));

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var options = new PopulationOptions { People = 200, Days = 60, Seed = 5 };
        Assert.Equal(Hash(options), Hash(options));
        Assert.NotEqual(Hash(options), Hash(options with { Seed = 6 }));
    }

    [Fact]
    public void A_person_does_not_depend_on_how_many_others_there_are()
    {
        var options = new PopulationOptions { People = 1, Days = 365, Seed = 5 };
        List<string> alone = Generate(options).Select(e => e.Json).ToList();
        List<string> among = Generate(options with { People = 300 }).Where(e => e.Key == "user-0000000").Select(e => e.Json).ToList();
        Assert.NotEmpty(alone);
        Assert.Equal(alone, among);
    }

    [Fact]
    public void Events_come_in_the_order_of_their_times_within_the_period()
    {
        List<long> times = Events.Value.Select(e => e.TimeMs).ToList();
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], Year.StartMs, Year.EndMs - 1);
        Assert.InRange(times[^1], Year.StartMs, Year.EndMs - 1);
    }

    [Fact]
    public void Every_event_is_valid_Segment_JSON_with_a_message_id_of_its_own()
    {
        var ids = new HashSet<string>();
        foreach (Generated e in Events.Value)
        {
            using JsonDocument json = JsonDocument.Parse(e.Json);
            JsonElement root = json.RootElement;
            Assert.Equal(e.Key, root.GetProperty("userId").GetString());
            Assert.Equal(e.TimeMs, root.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds());
            Assert.True(ids.Add(root.GetProperty("messageId").GetString()!));
        }
    }

    [Fact]
    public void All_kinds_of_event_occur_and_everyone_begins_by_signing_up()
    {
        Assert.Equal(
            ["Cart Viewed", "Checked In", "Order Completed", "Order Refunded", "Product Viewed", "Signed Up", "identify"],
            Events.Value.Select(e => e.Name).Distinct().Order(StringComparer.Ordinal));
        foreach (IGrouping<string, Generated> person in Events.Value.GroupBy(e => e.Key))
        {
            Assert.Equal(["identify", "Signed Up"], person.Take(2).Select(e => e.Name));
        }
    }

    [Fact]
    public void A_refund_follows_an_order_of_the_same_person_by_a_day_at_least()
    {
        foreach (IGrouping<string, Generated> person in Events.Value.GroupBy(e => e.Key))
        {
            long firstOrder = person.FirstOrDefault(e => e.Name == "Order Completed").TimeMs;
            Assert.All(person.Where(e => e.Name == "Order Refunded"), r =>
                Assert.True(firstOrder > 0 && r.TimeMs >= firstOrder + Durations.Day));
        }
    }

    [Fact]
    public void Rhythms_differ_between_people_by_a_heavy_tail()
    {
        List<int> counts = Events.Value.GroupBy(e => e.Key).Select(g => g.Count()).Order().ToList();
        int median = counts[counts.Count / 2];
        int top = counts.TakeLast(counts.Count / 100).Sum();
        Assert.InRange(median, 10, 60);
        Assert.True(counts[^1] > 10 * median, $"the busiest has {counts[^1]}, the median {median}");
        Assert.True(top > counts.Sum() / 20, "one person in a hundred makes more than a twentieth of all events");
    }

    [Fact]
    public void Evenings_are_busier_than_nights()
    {
        ILookup<long, Generated> byHour = Events.Value.ToLookup(e => e.TimeMs / Durations.Hour % 24);
        Assert.True(byHour[21].Count() > 5 * byHour[4].Count());
    }

    [Fact]
    public void People_drop_out_and_some_return_after_a_month_of_silence()
    {
        List<List<long>> lives = Events.Value.GroupBy(e => e.Key).Select(g => g.Select(e => e.TimeMs).ToList()).ToList();
        int silentAtEnd = lives.Count(times => Year.EndMs - times[^1] > 60 * Durations.Day);
        int returned = lives.Count(times => times.Zip(times.Skip(1), (a, b) => b - a).Any(gap => gap > 30 * Durations.Day));
        Assert.InRange(silentAtEnd, lives.Count / 4, lives.Count * 9 / 10);
        Assert.InRange(returned, lives.Count / 20, lives.Count * 3 / 4);
    }

    [Fact]
    public void Sessions_per_day_have_the_mean_that_was_asked_for()
    {
        // Without dropping out, and everyone there from the first day on, the number of sessions follows the rate alone.
        var options = new PopulationOptions
        {
            People = 3000,
            Days = 100,
            Seed = 3,
            SignUpShare = 0,
            DropOutA = 0.0001,
            DropOutB = 1000,
            RateMean = 0.2,
            RateShape = 2
        };
        var last = new Dictionary<string, long>();
        int sessions = 0;
        foreach (Generated e in Generate(options).Where(e => e.Name != "Order Refunded"))
        {
            sessions += !last.TryGetValue(e.Key, out long before) || e.TimeMs - before > 30 * Durations.Minute ? 1 : 0;
            last[e.Key] = e.TimeMs;
        }

        Assert.InRange((sessions - options.People) / (double)(options.People * options.Days), 0.17, 0.22);
    }

    [Fact]
    public void Impossible_options_are_refused_by_name() => Assert.Contains(
        "people must be 1 to 10000000; found 0",
        Assert.Throws<ArgumentException>(() => new PopulationGenerator(Year with { People = 0 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Events_cost_no_allocation()
    {
        var generator = new PopulationGenerator(Year with { Seed = 12 });
        for (int i = 0; i < 1000; i++)
        {
            generator.MoveNext();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(generator.MoveNext());
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static List<Generated> Generate(PopulationOptions options)
    {
        var generator = new PopulationGenerator(options);
        var events = new List<Generated>();
        while (generator.MoveNext())
        {
            string json = Encoding.UTF8.GetString(generator.Value);
            int name = json.IndexOf("\"event\":\"", StringComparison.Ordinal);
            events.Add(new Generated(
                generator.TimeMs, Encoding.UTF8.GetString(generator.Key), json, name < 0 ? "identify"
                    : json[(name + 9)..json.IndexOf('"', name + 9)]));
        }

        return events;
    }

    private static string Hash(PopulationOptions options)
    {
        var generator = new PopulationGenerator(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (generator.MoveNext())
        {
            hash.AppendData(generator.Key);
            hash.AppendData(generator.Value);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private readonly record struct Generated(long TimeMs, string Key, string Json, string Name);
}
