using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

/// <summary>A group with a clock that the test moves, and the answers each member got.</summary>
internal sealed class GroupHarness(int initialDelayMs = 0)
{
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    public Group Group { get; } = new("group", TimeSpan.FromMilliseconds(initialDelayMs));

    /// <summary>Last answer to each member's join; absent while it waits.</summary>
    public Dictionary<string, JoinReply> Joined { get; } = [];

    /// <summary>Last answer to each member's sync; absent while it waits.</summary>
    public Dictionary<string, SyncReply> Synced { get; } = [];

    /// <summary>Joins with an id that the test chooses, as a client without KIP-394 or with a promised id.</summary>
    public void Join(string member, bool first = false, string protocols = "range", int sessionMs = 1000, int rebalanceMs = 5000, string type = "consumer", byte metadata = 0)
    {
        Joined.Remove(member);
        Group.Join(Request(first ? "" : member, member, protocols, sessionMs, rebalanceMs, type, false, metadata), _now, reply => Joined[member] = reply);
        Deliver();
    }

    /// <summary>A static member joins: for the first time, or after it was started again.</summary>
    public void JoinStatic(string instance, string newMember, string memberId = "", byte metadata = 0)
    {
        Joined.Remove(newMember);
        JoinRequest request = Request(memberId, newMember, "range", 1000, 5000, "consumer", true, metadata) with { InstanceId = instance };
        Group.Join(request, _now, reply => Joined[newMember] = reply);
        Deliver();
    }

    /// <summary>A first join of a client that knows KIP-394: it gets an id to come back with.</summary>
    public void Announce(string member)
    {
        Group.Join(Request("", member, "range", 1000, 5000, "consumer", true, 0), _now, reply => Joined[member] = reply);
        Deliver();
    }

    public void Sync(string member, int? generation = null, params (string Member, byte Assignment)[] assignments)
    {
        Synced.Remove(member);
        var request = new SyncRequest(
            member, generation ?? Group.Generation, null, null, assignments.ToDictionary(a => a.Member, a => new[] { a.Assignment }));
        Group.Sync(request, _now, reply => Synced[member] = reply);
        Deliver();
    }

    public ErrorCode Heartbeat(string member, int? generation = null, string? instance = null)
    {
        ErrorCode error = Group.Heartbeat(member, generation ?? Group.Generation, _now, instance);
        Deliver();
        return error;
    }

    public ErrorCode Leave(string member, string? instance = null)
    {
        ErrorCode error = Group.Leave(member, _now, instance);
        Deliver();
        return error;
    }

    public ErrorCode CheckCommit(string member, int generation, string? instance = null) =>
        Group.CheckCommit(member, generation, _now, instance);

    /// <summary>Moves the clock, waking the group exactly when it asked to be woken.</summary>
    public void Advance(int ms)
    {
        TimeSpan end = _now + TimeSpan.FromMilliseconds(ms);
        while (Group.NextDeadline is { } due && due <= end)
        {
            _now = due > _now ? due : _now;
            Group.Tick(_now);
            Deliver();
        }

        _now = end;
    }

    /// <summary>A stable group of these members, the first being the leader; each is assigned its index.</summary>
    public void Stabilise(params string[] members)
    {
        foreach (string member in members)
        {
            Join(member, first: !Group.Members.Any(m => m.Id == member));
        }

        // Members that were there first must join again once others have come.
        foreach (string member in members.Where(m => !Joined.TryGetValue(m, out JoinReply? reply) || reply.Generation != Group.Generation))
        {
            Join(member);
        }

        Complete(members);
    }

    public void Complete(params string[] members)
    {
        if (Group.State == GroupState.PreparingRebalance)
        {
            foreach (string member in members)
            {
                Join(member);
            }
        }

        foreach (string member in members.OrderBy(m => m == Group.LeaderId))
        {
            Sync(member, null, [.. members.Select((m, i) => (m, (byte)i))]);
        }

        Assert.Equal(GroupState.Stable, Group.State);
    }

    private static JoinRequest Request(
        string memberId, string newId, string protocols, int sessionMs, int rebalanceMs, string type, bool needsKnown, byte metadata) => new()
        {
            MemberId = memberId,
            NewMemberId = newId,
            NeedsKnownMemberId = needsKnown,
            ClientId = "client",
            ClientHost = "/127.0.0.1",
            SessionTimeout = TimeSpan.FromMilliseconds(sessionMs),
            RebalanceTimeout = TimeSpan.FromMilliseconds(rebalanceMs),
            ProtocolType = type,
            Protocols = [.. protocols.Split(',').Select(p => new GroupProtocol(p, [metadata]))],
        };

    private void Deliver()
    {
        foreach (Action reply in Group.TakeReplies())
        {
            reply();
        }
    }
}
