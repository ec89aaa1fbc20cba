namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group's members in the order in which they came.</summary>
internal sealed class GroupMembers
{
    private readonly OrderedDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);

    public IReadOnlyCollection<GroupMember> All => _members.Values;

    public int Count => _members.Count;

    public bool AllJoined => _members.Values.All(m => m.PendingJoin is not null);

    /// <summary>How long the slowest may take to join again.</summary>
    public TimeSpan RebalanceTimeout => _members.Values.Select(m => m.RebalanceTimeout).DefaultIfEmpty().Max();

    /// <summary>When the next of those who are not waiting for the group has been silent for too long.</summary>
    public TimeSpan NextSessionDeadline =>
        _members.Values.Where(m => !m.IsWaiting).Select(m => m.SessionDeadline).DefaultIfEmpty(TimeSpan.MaxValue).Min();

    public GroupMember[] ExpiredAt(TimeSpan now) => [.. _members.Values.Where(m => !m.IsWaiting && m.SessionDeadline <= now)];

    public GroupMember? Find(string memberId) => _members.GetValueOrDefault(memberId);

    public GroupMember? FindStatic(string instanceId) => _members.Values.FirstOrDefault(m => m.InstanceId == instanceId);

    public void Add(GroupMember member) => _members.Add(member.Id, member);

    public void Remove(GroupMember member) => _members.Remove(member.Id);

    /// <summary>Gives a member's place to another.</summary>
    public void Replace(GroupMember old, GroupMember next)
    {
        int place = _members.IndexOf(old.Id);
        _members.RemoveAt(place);
        _members.Insert(place, next.Id, next);
    }

    /// <summary>The present leader if it is still there, else who came first.</summary>
    public string LeaderAfter(string? leaderId) =>
        leaderId is not null && _members.ContainsKey(leaderId) ? leaderId : _members.GetAt(0).Key;

    public void Clear() => _members.Clear();
}
