using System.Text.Json.Nodes;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Runtime.Tests.Hosting;

public class StandbyTests : EngineTest
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 12).Select(number => $"user-{number}")];

    [Fact]
    public async Task A_warm_copy_takes_over_with_all_that_was_committed()
    {
        EngineHost owner = await StartEngineAsync(Options() with { NodeId = "owner" });
        await SendAsync(number: 0);
        await MetricAsync(owner, "engagestream_events_total", events => events == Users.Length);

        // It joins the group as a member without partitions of its own: all that it can get is what the owner gives up.
        await using EngineHost standby = await StartEngineAsync(Options() with { NodeId = "standby", Standby = StandbyMode.All });
        await SendAsync(number: 1);
        await MetricAsync(standby, "engagestream_ready", ready => ready == 1);
        double restoredBefore = Metric(standby, "engagestream_restores_warm_total") ?? 0;
        await MetricAsync(standby, "engagestream_standby_copies{state=\"warm\"}", copies => copies >= 1);
        await owner.StopAsync();
        await MetricAsync(standby, "engagestream_restores_warm_total", warm => warm > restoredBefore);

        await SendAsync(number: 2);
        await Task.WhenAll(Users.Select(user => Kafka.SendAsync(Partitions, user, Start + 1_000, Identify(user, $"{user}-last", Start + 1_000, "Last"))));
        Dictionary<string, JsonObject> profiles = ReadProfiles(latest =>
            Users.All(user => latest.TryGetValue(user, out JsonObject? profile) && (string?)profile["traits"]!["firstName"] == "Last"));
        Assert.All(Users, user => Assert.Equal(3, (int?)profiles[user]["totals"]![0]!["count"]));
    }

    private Task SendAsync(int number) => Task.WhenAll(
        Users.Select(user => Kafka.SendAsync(Partitions, user, Start + number, Order(user, $"{user}-{number}", Start + number))));
}
