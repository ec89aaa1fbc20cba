using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

public sealed class StaticMembershipTests
{
    private readonly GroupHarness _group = new();

    [Fact]
    public void A_static_member_that_comes_back_has_its_assignment_and_disturbs_nobody()
    {
        Start();
        int generation = _group.Group.Generation;
        _group.JoinStatic("i2", "b2", metadata: 7);
        Assert.Equal((ErrorCode.None, generation, "b2"), (_group.Joined["b2"].Error, _group.Joined["b2"].Generation, _group.Joined["b2"].MemberId));
        Assert.Equal(GroupState.Stable, _group.Group.State);
        _group.Sync("b2");
        Assert.Equal([1], _group.Synced["b2"].Assignment);
        Assert.Equal(ErrorCode.None, _group.Heartbeat("a"));
    }

    [Fact]
    public void A_static_leader_that_comes_back_is_told_to_leave_the_assignment_as_it_is()
    {
        Start();
        _group.JoinStatic("i1", "a2");
        Assert.Equal("a2", _group.Joined["a2"].LeaderId);
        Assert.Equal("a", _group.Joined["a2"].FormerLeaderId);
        Assert.Equal(["a2", "b"], _group.Joined["a2"].Members.Select(m => m.MemberId));
        Assert.Equal(["i1", "i2"], _group.Joined["a2"].Members.Select(m => m.InstanceId));
        Assert.Equal("a2", _group.Group.LeaderId);
    }

    [Fact]
    public void The_one_that_was_replaced_is_fenced_whatever_it_asks()
    {
        Start();
        _group.JoinStatic("i2", "b2");
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Heartbeat("b", instance: "i2"));
        Assert.Equal(ErrorCode.FencedInstanceId, _group.CheckCommit("b", _group.Group.Generation, "i2"));
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Group.CheckTransactionalCommit("b", _group.Group.Generation, "i2"));
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Leave("b", "i2"));
        _group.JoinStatic("i2", "b", memberId: "b");
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Joined["b"].Error);
        Assert.Equal(ErrorCode.None, _group.Heartbeat("b2", instance: "i2"));
    }

    [Fact]
    public void A_join_that_waits_is_fenced_by_the_next_of_its_instance()
    {
        Start();
        _group.JoinStatic("i3", "c");
        Assert.False(_group.Joined.ContainsKey("c"));
        _group.JoinStatic("i3", "c2");
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Joined["c"].Error);
        _group.JoinStatic("i1", "a", memberId: "a");
        _group.JoinStatic("i2", "b", memberId: "b");
        Assert.Equal(ErrorCode.None, _group.Joined["c2"].Error);
    }

    [Fact]
    public void An_administrator_removes_a_static_member_by_its_instance()
    {
        Start();
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Leave("", "nobody"));
        Assert.Equal(ErrorCode.None, _group.Leave("", "i2"));
        Assert.Equal(["a"], _group.Group.Members.Select(m => m.Id));
    }

    [Fact]
    public void A_static_member_that_stays_away_is_given_up()
    {
        Start();
        _group.Advance(900);
        _group.Heartbeat("a");
        _group.Advance(200);
        Assert.Equal(["a"], _group.Group.Members.Select(m => m.Id));
        _group.JoinStatic("i2", "b2", memberId: "b");
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Joined["b2"].Error);
    }

    private void Start()
    {
        _group.JoinStatic("i1", "a");
        _group.Sync("a", null, ("a", 0));
        _group.JoinStatic("i2", "b");
        _group.JoinStatic("i1", "a", memberId: "a");
        _group.Sync("a", null, ("a", 0), ("b", 1));
        _group.Sync("b");
        Assert.Equal(GroupState.Stable, _group.Group.State);
    }
}
