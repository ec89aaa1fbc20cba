using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Who may join a group, and as whom.</summary>
internal sealed class GroupJoin(GroupCycle cycle)
{
    /// <summary>Counts the static members that came back under a new id, which changes neither state nor generation.</summary>
    public int Replacements { get; private set; }

    public void Join(JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        IEnumerable<GroupMember> others = cycle.Members.All
            .Where(m => m.Id != request.MemberId && (m.InstanceId is null || m.InstanceId != request.InstanceId));
        bool sameType = cycle.Members.Count == 0 || request.ProtocolType == cycle.ProtocolType;
        if (!sameType || request.ProtocolType.Length == 0 || !ProtocolSelection.IsCompatible(others, request.Protocols))
        {
            cycle.Send(reply, new JoinReply(ErrorCode.InconsistentGroupProtocol, request.MemberId));
        }
        else if (request.InstanceId is not null)
        {
            JoinStatic(request, now, reply);
        }
        else if (request.MemberId.Length == 0 && request.NeedsKnownMemberId)
        {
            cycle.PromisedIds.Promise(request.NewMemberId, now + request.SessionTimeout);
            cycle.Send(reply, new JoinReply(ErrorCode.MemberIdRequired, request.NewMemberId));
        }
        else if (request.MemberId.Length == 0)
        {
            Admit(request.NewMemberId, request, now, reply);
        }
        else if (cycle.PromisedIds.Redeem(request.MemberId))
        {
            Admit(request.MemberId, request, now, reply);
        }
        else if (cycle.Members.Find(request.MemberId) is { } member)
        {
            Rejoin(member, request, now, reply);
        }
        else
        {
            cycle.Send(reply, new JoinReply(ErrorCode.UnknownMemberId, request.MemberId));
        }
    }

    private void JoinStatic(JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        GroupMember? known = cycle.Members.FindStatic(request.InstanceId!);
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
            cycle.Send(reply, new JoinReply(known is null ? ErrorCode.UnknownMemberId : ErrorCode.FencedInstanceId, request.MemberId));
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
            cycle.Send(join, new JoinReply(ErrorCode.FencedInstanceId, old.Id));
        }

        cycle.AnswerSync(old, SyncReply.Failed(ErrorCode.FencedInstanceId), now);
        GroupMember member = old.Reborn(request.NewMemberId, request.ClientId, request.ClientHost);
        cycle.Members.Replace(old, member);
        Replacements++;
        bool leads = cycle.LeaderId == old.Id;
        cycle.LeaderId = leads ? member.Id : cycle.LeaderId;
        member.Protocols = request.Protocols;
        if (cycle.State == GroupState.Stable && ProtocolSelection.Select(cycle.Members.All) == cycle.ProtocolName)
        {
            member.SessionTimeout = request.SessionTimeout;
            member.RebalanceTimeout = request.RebalanceTimeout;
            member.HeardOf(now);
            cycle.Send(reply, cycle.ReplyFor(member) with { FormerLeaderId = leads ? old.Id : null });
            return;
        }

        if (cycle.State == GroupState.CompletingRebalance)
        {
            cycle.PrepareRebalance(now);
        }

        Park(member, request, now, reply);
    }

    private void Admit(string memberId, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        var member = new GroupMember(memberId, request.ClientId, request.ClientHost) { InstanceId = request.InstanceId };
        cycle.ProtocolType = request.ProtocolType;
        cycle.Admit(member, now);
        Park(member, request, now, reply);
    }

    private void Rejoin(GroupMember member, JoinRequest request, TimeSpan now, Action<JoinReply> reply)
    {
        // A follower that joins again unchanged has missed the answer; it gets it, and nobody else is disturbed. The
        // leader of a stable group joins again because it sees a reason to assign anew.
        bool unchanged = member.OffersTheSame(request.Protocols);
        bool missedAnswer = cycle.State == GroupState.CompletingRebalance || (cycle.State == GroupState.Stable && member.Id != cycle.LeaderId);
        if (unchanged && missedAnswer)
        {
            member.HeardOf(now);
            cycle.Send(reply, cycle.ReplyFor(member));
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
            cycle.Send(abandoned, new JoinReply(ErrorCode.UnknownMemberId, member.Id));
        }

        member.PendingJoin = reply;
        cycle.PrepareRebalance(now);
        cycle.CompleteJoinIfReady(now);
    }
}
