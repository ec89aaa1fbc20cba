using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>
/// A consumer group's state machine. Deterministic: it has no clock, timer or lock of its own; it is told the time, says
/// when it wants to be told again (<see cref="NextDeadline"/>), and collects its answers in <see cref="TakeReplies"/>, so
/// that its owner can write the new state down before anyone hears of it.
/// </summary>
internal sealed class Group
{
    private readonly GroupCycle _cycle;
    private readonly GroupJoin _join;

    /// <param name="id">The group's id.</param>
    /// <param name="initialRebalanceDelay">How long a group that was empty waits for more members.</param>
    /// <param name="memberRemoved">Told every member removed against its will, and why.</param>
    public Group(string id, TimeSpan initialRebalanceDelay, Action<string, string>? memberRemoved = null)
    {
        _cycle = new GroupCycle(id, initialRebalanceDelay) { MemberRemoved = memberRemoved };
        _join = new GroupJoin(_cycle);
    }

    public string Id => _cycle.Id;

    public GroupState State => _cycle.State;

    public int Generation => _cycle.Generation;

    public string ProtocolType => _cycle.ProtocolType;

    public string? ProtocolName => _cycle.ProtocolName;

    public string? LeaderId => _cycle.LeaderId;

    public IReadOnlyCollection<GroupMember> Members => _cycle.Members.All;

    /// <inheritdoc cref="GroupJoin.Replacements"/>
    public int Replacements => _join.Replacements;

    /// <summary>The earliest time at which <see cref="Tick"/> would do something; null when never.</summary>
    public TimeSpan? NextDeadline => _cycle.NextDeadline is var next && next == TimeSpan.MaxValue ? null : next;

    /// <summary>Answers that became due since the last call; to be run after the state was written down.</summary>
    public List<Action> TakeReplies() => _cycle.TakeReplies();

    public void Join(JoinRequest request, TimeSpan now, Action<JoinReply> reply) => _join.Join(request, now, reply);

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
            _cycle.Send(reply, SyncReply.Failed(error));
            return;
        }

        member!.HeardOf(now);
        member.PendingSync = reply;
        if (State == GroupState.CompletingRebalance && member.Id == LeaderId)
        {
            _cycle.Assign(request.Assignments);
        }

        if (State == GroupState.Stable)
        {
            foreach (GroupMember each in _cycle.Members.All)
            {
                _cycle.AnswerSync(each, new SyncReply(ErrorCode.None, ProtocolType, ProtocolName, each.Assignment), now);
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
            GroupMember? known = _cycle.Members.FindStatic(instanceId);
            if (known is null || (memberId.Length > 0 && memberId != known.Id))
            {
                return known is null ? ErrorCode.UnknownMemberId : ErrorCode.FencedInstanceId;
            }

            _cycle.Remove(known, now);
            return ErrorCode.None;
        }

        if (_cycle.PromisedIds.Redeem(memberId))
        {
            _cycle.CompleteJoinIfReady(now);
            return ErrorCode.None;
        }

        if (_cycle.Members.Find(memberId) is not { } member)
        {
            return ErrorCode.UnknownMemberId;
        }

        _cycle.Remove(member, now);
        return ErrorCode.None;
    }

    /// <summary>Whether a member (or, with a negative generation and no members, anyone) may commit offsets now.</summary>
    public ErrorCode CheckCommit(string memberId, int generation, TimeSpan now, string? instanceId = null)
    {
        if (generation < 0 && Members.Count == 0)
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

    /// <inheritdoc cref="GroupCycle.Tick"/>
    public void Tick(TimeSpan now) => _cycle.Tick(now);

    /// <inheritdoc cref="GroupCycle.Restore"/>
    public void Restore(GroupSnapshot snapshot, TimeSpan now) => _cycle.Restore(snapshot, now);

    private ErrorCode Check(string memberId, string? instanceId, int generation, out GroupMember? member)
    {
        if (instanceId is not null && _cycle.Members.FindStatic(instanceId) is { } named && named.Id != memberId)
        {
            member = null;
            return ErrorCode.FencedInstanceId;
        }

        member = _cycle.Members.Find(memberId);
        if (member is null)
        {
            return ErrorCode.UnknownMemberId;
        }

        return generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }
}
