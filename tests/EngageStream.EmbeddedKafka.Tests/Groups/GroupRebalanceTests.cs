using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

public sealed class GroupRebalanceTests
{
    [Fact]
    public void The_only_member_leads_and_gets_what_it_assigns()
    {
        var group = new GroupHarness();
        group.Join("a", first: true);
        Assert.Equal((ErrorCode.None, 1, "a"), (group.Joined["a"].Error, group.Joined["a"].Generation, group.Joined["a"].LeaderId));
        Assert.Equal(["a"], group.Joined["a"].Members.Select(m => m.MemberId));
        group.Sync("a", null, ("a", 9));
        Assert.Equal([9], group.Synced["a"].Assignment);
        Assert.Equal(GroupState.Stable, group.Group.State);
    }

    [Fact]
    public void The_first_rebalance_waits_for_members_and_each_arrival_prolongs_it()
    {
        var group = new GroupHarness(initialDelayMs: 50);
        group.Join("a", first: true);
        group.Advance(40);
        group.Join("b", first: true);
        group.Advance(40);
        Assert.Empty(group.Joined);
        group.Advance(10);
        Assert.Equal(["a", "b"], group.Joined.Keys.Order());
        Assert.Equal(1, group.Group.Generation);
    }

    [Fact]
    public void A_newcomer_makes_the_others_join_again()
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        group.Join("b", first: true);
        Assert.DoesNotContain("b", group.Joined.Keys);
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Heartbeat("a"));
        group.Join("a");
        Assert.Equal(2, group.Joined["b"].Generation);
        Assert.Empty(group.Joined["b"].Members);
        Assert.Equal(["a", "b"], group.Joined["a"].Members.Select(m => m.MemberId).Order());
    }

    [Fact]
    public void Followers_wait_for_the_leaders_assignment()
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        group.Join("b", first: true);
        group.Join("a");
        group.Sync("b");
        Assert.DoesNotContain("b", group.Synced.Keys);
        group.Sync("a", null, ("a", 1), ("b", 2));
        Assert.Equal([2], group.Synced["b"].Assignment);
    }

    [Fact]
    public void Members_that_do_not_join_again_in_time_are_left_behind()
    {
        var group = new GroupHarness();
        group.Stabilise("a", "b");
        group.Join("c", first: true, rebalanceMs: 5000);
        group.Join("a", rebalanceMs: 5000);
        for (int i = 0; i < 6; i++)
        {
            group.Advance(900);
            group.Heartbeat("b");
        }

        Assert.Equal(["a", "c"], group.Group.Members.Select(m => m.Id).Order());
        Assert.Equal(GroupState.CompletingRebalance, group.Group.State);
    }

    [Fact]
    public void A_silent_member_is_expired_and_the_rest_rebalances()
    {
        var group = new GroupHarness();
        group.Stabilise("a", "b");
        group.Advance(900);
        Assert.Equal(ErrorCode.None, group.Heartbeat("a"));
        group.Advance(200);
        Assert.Equal(ErrorCode.UnknownMemberId, group.Heartbeat("b"));
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Heartbeat("a"));
    }

    [Fact]
    public void Members_whose_request_waits_here_are_not_expired()
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        group.Join("b", first: true);
        for (int i = 0; i < 4; i++)
        {
            group.Advance(900);
            group.Heartbeat("a");
        }

        group.Join("a");
        Assert.Equal(2, group.Group.Members.Count);
    }

    [Fact]
    public void A_leader_that_brings_no_assignment_is_given_up()
    {
        var group = new GroupHarness();
        group.Stabilise("a");
        group.Join("b", first: true);
        group.Join("a");
        group.Sync("b");
        for (int i = 0; i < 6; i++)
        {
            group.Advance(900);
            group.Heartbeat("a");
        }

        Assert.Equal(ErrorCode.RebalanceInProgress, group.Synced["b"].Error);
        Assert.Equal(["b"], group.Group.Members.Select(m => m.Id));
    }

    [Fact]
    public void Leaving_starts_a_rebalance_and_the_last_one_empties_the_group()
    {
        var group = new GroupHarness();
        group.Stabilise("a", "b");
        Assert.Equal(ErrorCode.None, group.Leave("a"));
        Assert.Equal(GroupState.PreparingRebalance, group.Group.State);
        group.Complete("b");
        Assert.Equal("b", group.Group.LeaderId);
        group.Leave("b");
        Assert.Equal(GroupState.Empty, group.Group.State);
        Assert.Null(group.Group.NextDeadline);
    }

    [Fact]
    public void A_member_id_is_promised_first_and_honoured_until_it_expires()
    {
        var group = new GroupHarness();
        group.Announce("a");
        Assert.Equal((ErrorCode.MemberIdRequired, "a"), (group.Joined["a"].Error, group.Joined["a"].MemberId));
        Assert.Empty(group.Group.Members);
        group.Join("a");
        Assert.Equal(ErrorCode.None, group.Joined["a"].Error);

        group.Announce("b");
        group.Advance(1000);
        group.Join("b");
        Assert.Equal(ErrorCode.UnknownMemberId, group.Joined["b"].Error);
    }

    [Fact]
    public void A_rebalance_waits_for_promised_members()
    {
        var group = new GroupHarness();
        group.Announce("b");
        group.Join("a", first: true);
        Assert.DoesNotContain("a", group.Joined.Keys);
        group.Join("b");
        Assert.Equal(2, group.Group.Members.Count);
        Assert.Equal(GroupState.CompletingRebalance, group.Group.State);
    }

    [Fact]
    public void A_follower_that_missed_its_answer_gets_it_again_without_disturbing_the_group()
    {
        var group = new GroupHarness();
        group.Stabilise("a", "b");
        string follower = group.Group.LeaderId == "a" ? "b" : "a";
        int generation = group.Group.Generation;
        group.Join(follower);
        Assert.Equal(generation, group.Joined[follower].Generation);
        Assert.Equal(GroupState.Stable, group.Group.State);
    }

    [Fact]
    public void A_leader_or_a_changed_subscription_makes_a_new_generation()
    {
        var group = new GroupHarness();
        group.Stabilise("a", "b");
        int generation = group.Group.Generation;
        string leader = group.Group.LeaderId!;
        string follower = leader == "a" ? "b" : "a";
        group.Join(leader);
        Assert.Equal(GroupState.PreparingRebalance, group.Group.State);
        group.Join(follower);
        Assert.Equal(generation + 1, group.Group.Generation);

        group.Complete("a", "b");
        group.Join(follower, metadata: 5);
        Assert.Equal(GroupState.PreparingRebalance, group.Group.State);
    }
}
