using System.Text.Json.Nodes;
using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Endpoints;

/// <summary>What is summed over nodes.</summary>
public sealed class SumTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private TestApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await TestApi.StartAsync();
        _api.Nodes.Nodes =
        [
            Node("n1", Now.AddSeconds(-1), newUsers: 3, sent: 5) with { Restoring = [7] },
            Node("n2", Now.AddSeconds(-30), newUsers: 4, sent: 6),
        ];
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Stages_and_bands_are_summed_over_live_nodes()
    {
        JsonObject answer = await _api.ReadAsync("/v1/stages");
        Assert.Equal("""[{"stage":"new","users":7},{"stage":"active","users":0},{"stage":"former","users":2}]""", answer["stages"]!.ToJsonString());
        Assert.Equal("""[{"band":"low","users":7},{"band":"medium","users":0},{"band":"high","users":2}]""", answer["bands"]!.ToJsonString());
        Assert.Equal("2026-03-01T07:59:30+00:00", (string?)answer["as_of"]);
        Assert.Equal(["n1", "n2"], answer["nodes"]!.AsArray().Select(node => (string?)node!["node_id"]));
        Assert.Equal(1, (int?)answer["nodes"]![0]!["restoring"]);
    }

    [Fact]
    public async Task Decisions_are_summed_over_live_nodes()
    {
        JsonNode campaign = (await _api.ReadAsync("/v1/campaigns"))["campaigns"]!.AsArray().Single()!;
        Assert.Equal("""{"sent":11,"suppressed_cooldown":2}""", campaign["decisions"]!.ToJsonString());
        Assert.Equal("on event Signed Up", (string?)campaign["entry"]);
        Assert.Equal(86_400_000, (long?)campaign["cooldown_ms"]);
    }

    [Fact]
    public async Task All_nodes_are_listed()
    {
        JsonArray nodes = (await _api.ReadAsync("/v1/nodes"))["nodes"]!.AsArray();
        Assert.Equal(["n1", "n2"], nodes.Select(node => (string?)node!["node_id"]));
        Assert.Equal("""{"node_id":"n1","url":"http://n1:9470/","version":"0.1.0","as_of":"2026-03-01T07:59:59+00:00","partitions":[0,1],"restoring":[7]}""",
            nodes[0]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task Without_nodes_there_is_nothing_to_sum()
    {
        _api.Nodes.Nodes = [];
        Assert.Null((await _api.ReadAsync("/v1/stages"))["as_of"]);
    }

    private static NodeView Node(string id, DateTimeOffset asOf, long newUsers, long sent) => new(
        id, new Uri($"http://{id}:9470/"), "0.1.0", asOf, [0, 1], [],
        new Dictionary<string, long> { ["new"] = newUsers, ["former"] = 1 },
        new Dictionary<string, long> { ["low"] = newUsers, ["high"] = 1 },
        [new CampaignCount("welcome", "email", "suppressed_cooldown", 1), new CampaignCount("welcome", "email", "sent", sent)]);
}
