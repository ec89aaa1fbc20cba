using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

public sealed class GroupRulesTests
{
    [Fact]
    public void The_strategy_is_one_that_all_offer_and_most_prefer()
    {
        var group = new GroupHarness(initialDelayMs: 10);
        group.Join("a", first: true, protocols: "range,sticky,cooperative");
        group.Join("b", first: true, protocols: "cooperative,sticky");
        group.Join("c", first: true, protocols: "cooperative,sticky");
        group.Advance(10);
        Assert.Equal("cooperative", group.Joined["a"].ProtocolName);
    }

    [Theory]
    [InlineData("roundrobin", "consumer")]
    [InlineData("range", "connect")]
    public void Members_without_a_common_strategy_or_type_are_refused(string protocols, string type)
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        group.Join("b", first: true, protocols: protocols, type: type);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Joined["b"].Error);
        Assert.Equal(GroupState.Stable, group.Group.State);
    }

    [Fact]
    public void Strangers_and_former_generations_are_refused()
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        Assert.Equal(ErrorCode.UnknownMemberId, group.Heartbeat("x"));
        Assert.Equal(ErrorCode.IllegalGeneration, group.Heartbeat("a", group.Group.Generation - 1));
        group.Sync("a", group.Group.Generation + 1);
        Assert.Equal(ErrorCode.IllegalGeneration, group.Synced["a"].Error);
        group.Join("x");
        Assert.Equal(ErrorCode.UnknownMemberId, group.Joined["x"].Error);
        Assert.Equal(ErrorCode.UnknownMemberId, group.Leave("x"));
    }

    [Fact]
    public void Only_members_of_the_generation_commit_to_a_group_that_has_members()
    {
        var group = new GroupHarness();
        Assert.Equal(ErrorCode.None, group.CheckCommit("", -1));
        group.Stabilise("a");
        Assert.Equal(ErrorCode.None, group.CheckCommit("a", group.Group.Generation));
        Assert.Equal(ErrorCode.UnknownMemberId, group.CheckCommit("", -1));
        Assert.Equal(ErrorCode.IllegalGeneration, group.CheckCommit("a", group.Group.Generation - 1));

        // Until a rebalance has collected everyone, the old generation may still commit; then no more.
        group.Join("b", first: true);
        Assert.Equal(ErrorCode.None, group.CheckCommit("a", group.Group.Generation));
        group.Join("a");
        Assert.Equal(ErrorCode.RebalanceInProgress, group.CheckCommit("a", group.Group.Generation));
    }

    [Fact]
    public void The_transition_table_has_the_arrows_of_the_diagram_and_no_others()
    {
        string[] arrows =
        [
            "Empty>PreparingRebalance",
            "PreparingRebalance>CompletingRebalance",
            "PreparingRebalance>Empty",
            "CompletingRebalance>Stable",
            "CompletingRebalance>PreparingRebalance",
            "Stable>PreparingRebalance",
        ];
        GroupState[] states = Enum.GetValues<GroupState>();
        IEnumerable<string> legal = states
            .SelectMany(from => states.Where(to => GroupTransitions.IsLegal(from, to)).Select(to => $"{from}>{to}"));
        Assert.Equal(arrows.Order(), legal.Order());
    }
}
