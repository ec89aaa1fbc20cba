using System.Text.Json.Nodes;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Reads;

public class EngineReadTests : EngineTest
{
    [Fact]
    public async Task Only_what_is_committed_is_answered()
    {
        EngineOptions seldom = Options() with { CommitInterval = TimeSpan.FromSeconds(60) };
        EngineHost engine = await StartEngineAsync(seldom);
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        Assert.Equal(UserReadOutcome.Unknown, (await engine.ReadUserAsync("ann", explain: false)).Outcome);

        // A stop commits.
        await engine.StopAsync();
        engine = await StartEngineAsync(seldom);
        Assert.Equal(1, (int?)(await ProfileAsync(engine, "ann"))["events"]);
        await Kafka.SendAsync(Partitions, "ann", Start + 1, Order("ann", "m2", Start + 1));
        await MetricAsync(engine, "engagestream_events_total", events => events == 1);
        Assert.Equal(1, (int?)(await ProfileAsync(engine, "ann"))["events"]);
        await engine.StopAsync();
        await using EngineHost last = await StartEngineAsync(seldom);
        Assert.Equal(2, (int?)(await ProfileAsync(last, "ann"))["events"]);
    }

    [Fact]
    public async Task The_answer_is_the_profile_that_is_published_and_explains_what_then_happens()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await Kafka.SendAsync(Partitions, "ann", Start + 1, Identify("ann", "m2", Start + 1, "Ann"));
        await CommittedAsync(engine, "ann", events: 2);
        JsonObject published = ReadProfiles(
            latest => latest.TryGetValue("ann", out JsonObject? profile) && profile["traits"]!.AsObject().Count == 3)["ann"];
        JsonObject plain = await ProfileAsync(engine, "ann");
        Assert.Equal(published.ToJsonString(), plain.ToJsonString());
        Assert.Equal("", JsonSchemas.Errors("profile.v1", [plain.ToJsonString()]));

        JsonObject explained = await ProfileAsync(engine, "ann", explain: true);
        JsonNode explanation = explained["explanation"]!;
        explained.Remove("explanation");
        Assert.Equal(plain.ToJsonString(), explained.ToJsonString());
        Assert.Equal("", JsonSchemas.Errors("explanation.v1", [explanation.ToJsonString()]));
        JsonNode step = explanation["next"]!.AsArray()
            .First(step => step!["changes"]!.AsArray().Any(change => (string?)change!["kind"] == "stage"))!;
        Assert.Equal(Instant(Start + 1 + (30 * Day)), (string?)step["at"]);
        Assert.Equal(
            ["stage dormant", "campaign recall"],
            step["changes"]!.AsArray().Select(change => $"{change!["kind"]} {change["to"] ?? change["campaign"]}"));

        // Now it happens.
        await Kafka.MarkAsync(Partitions, Start + (31 * Day));
        Assert.Equal((string?)step["at"], (string?)Parse(Kafka.Read(2, "engage.transitions").Last())["at"]);
        Assert.Equal("recall", (string?)Parse(Kafka.Read(1, "engage.triggers.email").Last())["campaign"]);
    }

    [Fact]
    public async Task A_stop_answers_everyone_who_waits()
    {
        EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await CommittedAsync(engine, "ann", events: 1);
        using var allFound = new CountdownEvent(32);
        Task<UserReadOutcome>[] askers = [.. Enumerable.Range(0, allFound.InitialCount).Select(number => Task.Run(async () =>
        {
            UserReadOutcome outcome = (await engine.ReadUserAsync("ann", explain: false)).Outcome;
            allFound.Signal();
            while (outcome == UserReadOutcome.Found)
            {
                outcome = (await engine.ReadUserAsync("ann", explain: number % 2 == 0)).Outcome;
            }

            return outcome;
        }))];
        await Task.Run(() => allFound.Wait(TestKafka.Patience));
        await engine.StopAsync();
        UserReadOutcome[] last = await Task.WhenAll(askers).WaitAsync(TestKafka.Patience);
        Assert.All(last, outcome => Assert.Equal(UserReadOutcome.Restoring, outcome));
        Assert.Equal(UserReadOutcome.Restoring, (await engine.ReadUserAsync("ann", explain: false)).Outcome);
    }

    [Fact]
    public async Task Questions_are_counted_by_outcome_and_timed()
    {
        await using EngineHost engine = await StartEngineAsync();
        Assert.Equal(UserReadOutcome.Unknown, (await engine.ReadUserAsync("nobody", explain: false)).Outcome);
        Assert.Equal(1, Metric(engine, "engagestream_reads_total{outcome=\"unknown\"}"));
        Assert.Equal(0, Metric(engine, "engagestream_reads_total{outcome=\"found\"}"));
        Assert.Equal(1, Metric(engine, "engagestream_read_latency_seconds_count"));
        Assert.Equal(0, Metric(engine, "engagestream_node_announcements_failed_total"));
    }

    private static async Task<JsonObject> ProfileAsync(EngineHost engine, string user, bool explain = false)
    {
        UserRead read = await engine.ReadUserAsync(user, explain);
        Assert.Equal(UserReadOutcome.Found, read.Outcome);
        return JsonNode.Parse(read.Json.Span)!.AsObject();
    }

    private static async Task CommittedAsync(EngineHost engine, string user, int events)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (true)
        {
            UserRead read = await engine.ReadUserAsync(user, explain: false, patience.Token);
            if (read.Outcome == UserReadOutcome.Found && (int?)JsonNode.Parse(read.Json.Span)!["events"] == events)
            {
                return;
            }

            await Task.Delay(10, patience.Token);
        }
    }
}
