namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Chooses the assignment strategy of a generation.</summary>
internal static class ProtocolSelection
{
    /// <summary>
    /// Among the strategies that every member offers, the one that most members prefer; ties go to the one voted for first.
    /// </summary>
    public static string Select(IReadOnlyCollection<GroupMember> members)
    {
        var votes = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (GroupMember member in members)
        {
            string preferred = member.Protocols.First(p => members.All(m => m.Offers(p.Name))).Name;
            votes[preferred] = votes.GetValueOrDefault(preferred) + 1;
        }

        return votes.MaxBy(v => v.Value).Key;
    }

    /// <summary>Whether a newcomer's strategies leave at least one that all others offer too.</summary>
    public static bool IsCompatible(IEnumerable<GroupMember> others, IReadOnlyList<GroupProtocol> offered)
    {
        GroupMember[] members = [.. others];
        return offered.Any(p => members.All(m => m.Offers(p.Name)));
    }
}
