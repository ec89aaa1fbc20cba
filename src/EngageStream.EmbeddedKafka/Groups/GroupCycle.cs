using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group's state and its way round: a rebalance is prepared, all join, the leader assigns, the group is stable.</summary>
/// <param name="id">The group's id.</param>
/// <param name="initialRebalanceDelay">How long a group that was empty waits for more members.</param>
internal sealed class GroupCycle(string id, TimeSpan initialRebalanceDelay)
{
    private readonly GroupReplies _replies = new();
    private readonly Rebalance _rebalance = new(initialRebalanceDelay);

    public string Id { get; } = id;

    public GroupState State { get; private set; }

    public int Generation { get; private set; }

    public string ProtocolType { get; set; } = "";

    public string? ProtocolName { get; private set; }

    public string? LeaderId { get; set; }

    public GroupMembers Members { get; } = new();

    public PromisedIds PromisedIds { get; } = new();

    /// <summary>Told every member removed against its will, and why.</summary>
    public Action<string, string>? MemberRemoved { get; init; }

    /// <summary>The earliest time at which <see cref="Tick"/> would do something; <see cref="TimeSpan.MaxValue"/> when never.</summary>
    public TimeSpan NextDeadline
    {
        get
        {
            TimeSpan rebalance = State switch
            {
                GroupState.PreparingRebalance => AllJoined ? _rebalance.Earliest : _rebalance.Latest,
                GroupState.CompletingRebalance => _rebalance.Latest,
                _ => TimeSpan.MaxValue,
            };
            return new[] { PromisedIds.NextDeadline, Members.NextSessionDeadline, rebalance }.Min();
        }
    }

    private bool AllJoined => PromisedIds.Count == 0 && Members.AllJoined;

    public List<Action> TakeReplies() => _replies.Take();

    public void Send<T>(Action<T> reply, T answer) => _replies.Send(reply, answer);

    /// <summary>Takes in a member, which has yet to be parked until the rebalance is complete.</summary>
    public void Admit(GroupMember member, TimeSpan now)
    {
        Members.Add(member);
        _rebalance.Extend(now);
    }

    public void PrepareRebalance(TimeSpan now)
    {
        if (State == GroupState.PreparingRebalance)
        {
            return;
        }

        foreach (GroupMember member in Members.All)
        {
            AnswerSync(member, SyncReply.Failed(ErrorCode.RebalanceInProgress), now);
        }

        _rebalance.Start(now, Members.RebalanceTimeout, initial: State == GroupState.Empty);
        MoveTo(GroupState.PreparingRebalance);
    }

    public void CompleteJoinIfReady(TimeSpan now)
    {
        if (State != GroupState.PreparingRebalance)
        {
            return;
        }

        if (_rebalance.Latest <= now)
        {
            PromisedIds.Clear();
            foreach (GroupMember member in Members.All.Where(m => m.PendingJoin is null).ToArray())
            {
                MemberRemoved?.Invoke(member.Id, "it did not join again within the rebalance timeout");
                Members.Remove(member);
            }
        }

        if (Members.Count == 0)
        {
            Generation++;
            LeaderId = null;
            ProtocolName = null;
            MoveTo(GroupState.Empty);
        }
        else if (AllJoined && _rebalance.Earliest <= now)
        {
            CompleteJoin(now);
        }
    }

    private void CompleteJoin(TimeSpan now)
    {
        Generation++;
        ProtocolName = ProtocolSelection.Select(Members.All);
        LeaderId = Members.LeaderAfter(LeaderId);
        _rebalance.Start(now, Members.RebalanceTimeout, initial: false);
        MoveTo(GroupState.CompletingRebalance);
        foreach (GroupMember member in Members.All)
        {
            Action<JoinReply> reply = member.PendingJoin!;
            member.PendingJoin = null;
            member.Assignment = [];
            member.HeardOf(now);
            Send(reply, ReplyFor(member));
        }
    }

    public JoinReply ReplyFor(GroupMember member) =>
        new(ErrorCode.None, member.Id, Generation, ProtocolType, ProtocolName, LeaderId!)
        {
            Members = member.Id == LeaderId ? [.. Members.All.Select(m => (m.Id, m.InstanceId, m.MetadataFor(ProtocolName!)))] : [],
        };

    public void Remove(GroupMember member, TimeSpan now)
    {
        Members.Remove(member);
        if (member.PendingJoin is { } join)
        {
            Send(join, new JoinReply(ErrorCode.UnknownMemberId, member.Id));
        }

        AnswerSync(member, SyncReply.Failed(ErrorCode.UnknownMemberId), now);
        PrepareRebalance(now);
        CompleteJoinIfReady(now);
    }

    /// <summary>The leader has assigned: everyone gets a share.</summary>
    public void Assign(IReadOnlyDictionary<string, byte[]> assignments)
    {
        foreach (GroupMember each in Members.All)
        {
            each.Assignment = assignments.GetValueOrDefault(each.Id) ?? [];
        }

        MoveTo(GroupState.Stable);
    }

    public void AnswerSync(GroupMember member, SyncReply answer, TimeSpan now)
    {
        if (member.PendingSync is { } reply)
        {
            member.PendingSync = null;
            member.HeardOf(now);
            Send(reply, answer);
        }
    }

    /// <summary>Does what is due: expires members and promised ids, ends a rebalance whose time is up.</summary>
    public void Tick(TimeSpan now)
    {
        PromisedIds.Lapse(now);
        foreach (GroupMember member in Members.ExpiredAt(now))
        {
            MemberRemoved?.Invoke(member.Id, "its session timed out");
            Remove(member, now);
        }

        if (State == GroupState.CompletingRebalance && _rebalance.Latest <= now)
        {
            foreach (GroupMember member in Members.All.Where(m => m.PendingSync is null).ToArray())
            {
                MemberRemoved?.Invoke(member.Id, "it did not sync within the rebalance timeout");
                Remove(member, now);
            }
        }

        CompleteJoinIfReady(now);
    }

    /// <summary>Takes the state from the journal; members get a full session to be heard of.</summary>
    public void Restore(GroupSnapshot snapshot, TimeSpan now)
    {
        Members.Clear();
        Generation = snapshot.Generation;
        ProtocolType = snapshot.ProtocolType;
        ProtocolName = snapshot.ProtocolName;
        LeaderId = snapshot.LeaderId;
        foreach (GroupMember member in snapshot.Members)
        {
            member.HeardOf(now);
            Members.Add(member);
        }

        State = Members.Count == 0 ? GroupState.Empty : GroupState.Stable;
    }

    private void MoveTo(GroupState next)
    {
        if (!GroupTransitions.IsLegal(State, next))
        {
            throw new InvalidOperationException($"group {Id} cannot go from {State} to {next}");
        }

        State = next;
    }
}
