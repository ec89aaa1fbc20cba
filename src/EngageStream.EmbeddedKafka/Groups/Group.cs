using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>
/// A consumer group's state machine. Deterministic: it has no clock, timer or lock of its own; it is told the time, says
/// when it wants to be told again (<see cref="NextDeadline"/>), and collects its answers in <see cref="TakeReplies"/>, so
/// that its owner can write the new state down before anyone hears of it.
/// </summary>
internal sealed class Group(string id, TimeSpan initialRebalanceDelay)
{
    private readonly OrderedDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);
    private readonly PromisedIds _promisedIds = new();
    private readonly Rebalance _rebalance = new(initialRebalanceDelay);
    private List<Action> _replies = [];

    public string Id { get; } = id;

    public GroupState State { get; private set; }

    public int Generation { get; private set; }

    public string ProtocolType { get; private set; } = "";

    public string? ProtocolName { get; private set; }

    public string? LeaderId { get; private set; }

    public IReadOnlyCollection<GroupMember> Members => _members.Values;

    /// <summary>Counts the static members that came back under a new id, which changes neither state nor generation.</summary>
    public int Replacements { get; private set; }

    /// <summary>Told every member removed against its will, and why.</summary>
    public Action<string, string>? MemberRemoved { get; init; }

    /// <summary>The earliest time at which <see cref="Tick"/> would do something; null when never.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan next = _promisedIds.NextDeadline;
            foreach (GroupMember member in _members.Values)
            {
                next = member.IsWaiting || member.SessionDeadline > next ? next : member.SessionDeadline;
            }

            TimeSpan? rebalance = State switch
            {
                GroupState.PreparingRebalance => AllJoined ? _rebalance.Earliest : _rebalance.Latest,
                GroupState.CompletingRebalance => _rebalance.Latest,
                _ => null,
            };
            next = rebalance < next ? rebalance.Value : next;
            return next == TimeSpan.MaxValue ? null : next;
        }
    }

    private bool AllJoined => _promisedIds.Count == 0 && _members.Values.All(m => m.PendingJoin is not null);

    private TimeSpan RebalanceTimeout => _members.Values.Select(m => m.RebalanceTimeout).DefaultIfEmpty().Max();

    /// <summary>Answers that became due since the last call; to be run after the state was written down.</summary>
    public List<Action> TakeReplies()
    {
        List<Action> replies = _replies;
        _replies = [];
        return replies;
    }

    public void Join(JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        IEnumerable<GroupMember> others = _members.Values.Where(m => m.Id != request.MemberId && (m.InstanceId is null || m.InstanceId != request.InstanceId));
        bool sameType = _members.Count == 0 || request.ProtocolType == ProtocolType;
        if (!sameType || request.ProtocolType.Length == 0 || !ProtocolSelection.IsCompatible(others, request.Protocols))
        {
            Send(reply, new JoinReply(ErrorCode.InconsistentGroupProtocol, request.MemberId));
        }
        else if (request.InstanceId is not null)
        {
            JoinStatic(request, now, reply);
        }
        else if (request.MemberId.Length == 0 && request.NeedsKnownMemberId)
        {
            _promisedIds.Promise(request.NewMemberId, now + request.SessionTimeout);
            Send(reply, new JoinReply(ErrorCode.MemberIdRequired, request.NewMemberId));
        }
        else if (request.MemberId.Length == 0)
        {
            Admit(request.NewMemberId, request, now, reply);
        }
        else if (_promisedIds.Redeem(request.MemberId))
        {
            Admit(request.MemberId, request, now, reply);
        }
        else if (_members.TryGetValue(request.MemberId, out GroupMember? member))
        {
            Rejoin(member, request, now, reply);
        }
        else
        {
            Send(reply, new JoinReply(ErrorCode.UnknownMemberId, request.MemberId));
        }
    }

    public void Sync(SyncRequest request, TimeSpan now, Action<SyncReply> reply)
    {
        ErrorCode error = Check(request.MemberId, request.InstanceId, request.Generation, out GroupMember? member);
        bool sameProtocol = (request.ProtocolType ?? ProtocolType) == ProtocolType && (request.ProtocolName ?? ProtocolName) == ProtocolName;
        if (error == ErrorCode.None && !sameProtocol)
        {
            error = ErrorCode.InconsistentGroupProtocol;
        }

        if (error == ErrorCode.None && State == GroupState.PreparingRebalance)
        {
            error = ErrorCode.RebalanceInProgress;
        }

        if (error != ErrorCode.None)
        {
            Send(reply, SyncReply.Failed(error));
            return;
        }

        member!.HeardOf(now);
        member.PendingSync = reply;
        if (State == GroupState.CompletingRebalance && member.Id == LeaderId)
        {
            foreach (GroupMember each in _members.Values)
            {
                each.Assignment = request.Assignments.GetValueOrDefault(each.Id) ?? [];
            }

            MoveTo(GroupState.Stable);
        }

        if (State == GroupState.Stable)
        {
            foreach (GroupMember each in _members.Values)
            {
                AnswerSync(each, new SyncReply(ErrorCode.None, ProtocolType, ProtocolName, each.Assignment), now);
            }
        }
    }

    public ErrorCode Heartbeat(string memberId, int generation, TimeSpan now, string? instanceId = null)
    {
        ErrorCode error = Check(memberId, instanceId, generation, out GroupMember? member);
        if (error == ErrorCode.None)
        {
            member!.HeardOf(now);
        }

        return error == ErrorCode.None && State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : error;
    }

    /// <param name="memberId">Who leaves; empty where an administrator names a static member by its instance only.</param>
    /// <param name="now">The time.</param>
    /// <param name="instanceId">The static member's name.</param>
    public ErrorCode Leave(string memberId, TimeSpan now, string? instanceId = null)
    {
        if (instanceId is not null)
        {
            GroupMember? known = FindStatic(instanceId);
            if (known is null || (memberId.Length > 0 && memberId != known.Id))
            {
                return known is null ? ErrorCode.UnknownMemberId : ErrorCode.FencedInstanceId;
            }

            Remove(known, now);
            return ErrorCode.None;
        }

        if (_promisedIds.Redeem(memberId))
        {
            CompleteJoinIfReady(now);
            return ErrorCode.None;
        }

        if (!_members.TryGetValue(memberId, out GroupMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        Remove(member, now);
        return ErrorCode.None;
    }

    /// <summary>Whether a member (or, with a negative generation and no members, anyone) may commit offsets now.</summary>
    public ErrorCode CheckCommit(string memberId, int generation, TimeSpan now, string? instanceId = null)
    {
        if (generation < 0 && _members.Count == 0)
        {
            return ErrorCode.None;
        }

        ErrorCode error = Check(memberId, instanceId, generation, out GroupMember? member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        member!.HeardOf(now);
        return State == GroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>
    /// Whether offsets may be committed in a transaction. Laxer than <see cref="CheckCommit"/>, as in Apache Kafka: who
    /// names neither member nor generation is not checked, and a rebalance does not stop its members.
    /// </summary>
    public ErrorCode CheckTransactionalCommit(string memberId, int generation, string? instanceId = null) =>
        generation < 0 && memberId.Length == 0 && instanceId is null ? ErrorCode.None : Check(memberId, instanceId, generation, out _);

    /// <summary>Does what is due: expires members and promised ids, ends a rebalance whose time is up.</summary>
    public void Tick(TimeSpan now)
    {
        _promisedIds.Lapse(now);
        foreach (GroupMember member in _members.Values.Where(m => !m.IsWaiting && m.SessionDeadline <= now).ToArray())
        {
            MemberRemoved?.Invoke(member.Id, "its session timed out");
            Remove(member, now);
        }

        if (State == GroupState.CompletingRebalance && _rebalance.Latest <= now)
        {
            foreach (GroupMember member in _members.Values.Where(m => m.PendingSync is null).ToArray())
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
        _members.Clear();
        Generation = snapshot.Generation;
        ProtocolType = snapshot.ProtocolType;
        ProtocolName = snapshot.ProtocolName;
        LeaderId = snapshot.LeaderId;
        foreach (GroupMember member in snapshot.Members)
        {
            member.HeardOf(now);
            _members.Add(member.Id, member);
        }

        State = _members.Count == 0 ? GroupState.Empty : GroupState.Stable;
    }

    private GroupMember? FindStatic(string instanceId) => _members.Values.FirstOrDefault(m => m.InstanceId == instanceId);

    private void JoinStatic(JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        GroupMember? known = FindStatic(request.InstanceId!);
        if (request.MemberId.Length == 0 && known is null)
        {
            Admit(request.NewMemberId, request, now, reply);
        }
        else if (request.MemberId.Length == 0)
        {
            Replace(known!, request, now, reply);
        }
        else if (known?.Id == request.MemberId)
        {
            Rejoin(known, request, now, reply);
        }
        else
        {
            Send(reply, new JoinReply(known is null ? ErrorCode.UnknownMemberId : ErrorCode.FencedInstanceId, request.MemberId));
        }
    }

    /// <summary>
    /// A static member that comes back gets a new member id, which fences whoever has the old one. In a stable group whose
    /// strategy stays the same it has its assignment back, and nobody else is disturbed.
    /// </summary>
    private void Replace(GroupMember old, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        if (old.PendingJoin is { } join)
        {
            Send(join, new JoinReply(ErrorCode.FencedInstanceId, old.Id));
        }

        AnswerSync(old, SyncReply.Failed(ErrorCode.FencedInstanceId), now);
        GroupMember member = old.Reborn(request.NewMemberId, request.ClientId, request.ClientHost);
        int place = _members.IndexOf(old.Id);
        _members.RemoveAt(place);
        _members.Insert(place, member.Id, member);
        Replacements++;
        bool leads = LeaderId == old.Id;
        LeaderId = leads ? member.Id : LeaderId;
        member.Protocols = request.Protocols;
        if (State == GroupState.Stable && ProtocolSelection.Select(_members.Values) == ProtocolName)
        {
            member.SessionTimeout = request.SessionTimeout;
            member.RebalanceTimeout = request.RebalanceTimeout;
            member.HeardOf(now);
            Send(reply, ReplyFor(member) with { FormerLeaderId = leads ? old.Id : null });
            return;
        }

        if (State == GroupState.CompletingRebalance)
        {
            PrepareRebalance(now);
        }

        Park(member, request, now, reply);
    }

    private void Admit(string memberId, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        var member = new GroupMember(memberId, request.ClientId, request.ClientHost) { InstanceId = request.InstanceId };
        ProtocolType = request.ProtocolType;
        _members.Add(memberId, member);
        _rebalance.Extend(now);
        Park(member, request, now, reply);
    }

    private void Rejoin(GroupMember member, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        // A follower that joins again unchanged has missed the answer; it gets it, and nobody else is disturbed. The
        // leader of a stable group joins again because it sees a reason to assign anew.
        bool unchanged = member.OffersTheSame(request.Protocols);
        bool missedAnswer = State == GroupState.CompletingRebalance || (State == GroupState.Stable && member.Id != LeaderId);
        if (unchanged && missedAnswer)
        {
            member.HeardOf(now);
            Send(reply, ReplyFor(member));
            return;
        }

        Park(member, request, now, reply);
    }

    private void Park(GroupMember member, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        member.SessionTimeout = request.SessionTimeout;
        member.RebalanceTimeout = request.RebalanceTimeout;
        member.Protocols = request.Protocols;
        member.HeardOf(now);

        // A second join of the same member takes the place of the first, whose connection is gone.
        if (member.PendingJoin is { } abandoned)
        {
            Send(abandoned, new JoinReply(ErrorCode.UnknownMemberId, member.Id));
        }

        member.PendingJoin = reply;
        PrepareRebalance(now);
        CompleteJoinIfReady(now);
    }

    private void PrepareRebalance(TimeSpan now)
    {
        if (State == GroupState.PreparingRebalance)
        {
            return;
        }

        foreach (GroupMember member in _members.Values)
        {
            AnswerSync(member, SyncReply.Failed(ErrorCode.RebalanceInProgress), now);
        }

        _rebalance.Start(now, RebalanceTimeout, initial: State == GroupState.Empty);
        MoveTo(GroupState.PreparingRebalance);
    }

    private void CompleteJoinIfReady(TimeSpan now)
    {
        if (State != GroupState.PreparingRebalance)
        {
            return;
        }

        if (_rebalance.Latest <= now)
        {
            _promisedIds.Clear();
            foreach (GroupMember member in _members.Values.Where(m => m.PendingJoin is null).ToArray())
            {
                MemberRemoved?.Invoke(member.Id, "it did not join again within the rebalance timeout");
                _members.Remove(member.Id);
            }
        }

        if (_members.Count == 0)
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
        ProtocolName = ProtocolSelection.Select(_members.Values);
        LeaderId = LeaderId is not null && _members.ContainsKey(LeaderId) ? LeaderId : _members.GetAt(0).Key;
        _rebalance.Start(now, RebalanceTimeout, initial: false);
        MoveTo(GroupState.CompletingRebalance);
        foreach (GroupMember member in _members.Values)
        {
            Action<JoinReply> reply = member.PendingJoin!;
            member.PendingJoin = null;
            member.Assignment = [];
            member.HeardOf(now);
            Send(reply, ReplyFor(member));
        }
    }

    private JoinReply ReplyFor(GroupMember member) =>
        new(ErrorCode.None, member.Id, Generation, ProtocolType, ProtocolName, LeaderId!)
        {
            Members = member.Id == LeaderId ? [.. _members.Values.Select(m => (m.Id, m.InstanceId, m.MetadataFor(ProtocolName!)))] : [],
        };

    private void Remove(GroupMember member, TimeSpan now)
    {
        _members.Remove(member.Id);
        if (member.PendingJoin is { } join)
        {
            Send(join, new JoinReply(ErrorCode.UnknownMemberId, member.Id));
        }

        AnswerSync(member, SyncReply.Failed(ErrorCode.UnknownMemberId), now);
        PrepareRebalance(now);
        CompleteJoinIfReady(now);
    }

    private ErrorCode Check(string memberId, string? instanceId, int generation, out GroupMember? member)
    {
        if (instanceId is not null && FindStatic(instanceId) is { } named && named.Id != memberId)
        {
            member = null;
            return ErrorCode.FencedInstanceId;
        }

        if (!_members.TryGetValue(memberId, out member))
        {
            return ErrorCode.UnknownMemberId;
        }

        return generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private void AnswerSync(GroupMember member, SyncReply answer, TimeSpan now)
    {
        if (member.PendingSync is { } reply)
        {
            member.PendingSync = null;
            member.HeardOf(now);
            Send(reply, answer);
        }
    }

    private void Send<T>(Action<T> reply, T answer) => _replies.Add(() => reply(answer));

    private void MoveTo(GroupState next)
    {
        if (!GroupTransitions.IsLegal(State, next))
        {
            throw new InvalidOperationException($"group {Id} cannot go from {State} to {next}");
        }

        State = next;
    }
}
