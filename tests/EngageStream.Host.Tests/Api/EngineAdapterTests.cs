using EngageStream.Console.Ports;
using EngageStream.Host.Api;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Reads;

namespace EngageStream.Host.Tests.Api;

public class EngineAdapterTests
{
    [Fact]
    public void Every_outcome_of_the_engine_has_the_api_s_of_the_same_name()
    {
        Assert.Equal(Enum.GetNames<UserOutcome>(), Enum.GetNames<UserReadOutcome>());
        Assert.All(
            Enum.GetValues<UserReadOutcome>(), outcome => Assert.Equal(outcome.ToString(), EngineUserLookup.OutcomeOf(outcome).ToString()));
    }

    [Fact]
    public void A_node_is_shown_as_it_announces_itself()
    {
        var announced = new NodeAnnouncement(
            "node-1",
            new Uri("http://engine-1:9470/"),
            "0.1.0",
            DateTimeOffset.UnixEpoch,
            [1, 4],
            [2],
            new Dictionary<string, long> { ["growth"] = 12 },
            new Dictionary<string, long> { ["low"] = 9 },
            [new NodeCampaignCount("thanks", "push", "sent", 5)]);
        NodeView view = EngineNodeDirectory.ViewOf(announced);
        Assert.Equal(
            (announced.NodeId, announced.Url, announced.Version, announced.AsOf), (view.NodeId, view.Url, view.Version, view.AsOf));
        Assert.Equal([1, 4], view.Partitions);
        Assert.Equal([2], view.Restoring);
        Assert.Equal(12, view.UsersByStage["growth"]);
        Assert.Equal(9, view.UsersByBand["low"]);
        Assert.Equal([new CampaignCount("thanks", "push", "sent", 5)], view.Campaigns);
    }
}
