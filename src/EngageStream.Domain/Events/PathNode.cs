namespace EngageStream.Domain.Events;

/// <summary>The dotted paths of a schema as a tree by member name, so that an object is walked once. Immutable.</summary>
internal sealed class PathNode
{
    private readonly PathMember[] _members;
    private readonly NameTable _names;

    /// <param name="paths">Distinct dotted paths; the position is the slot.</param>
    public PathNode(IReadOnlyList<string> paths)
        : this(paths.Select((path, slot) => (path, slot)).ToList())
    {
    }

    private PathNode(List<(string Path, int Slot)> paths)
    {
        var byHead = paths.GroupBy(each => each.Path.Split('.', 2)[0]).ToList();
        _names = new NameTable(byHead.Select(group => group.Key).ToList());
        _members = byHead.Select(group => Member(group.Key, group.ToList())).ToArray();
    }

    /// <summary>Whether no path leads here: the object need not be looked into.</summary>
    public bool IsEmpty => _names.Count == 0;

    /// <summary>What is wanted of a member, or null.</summary>
    public PathMember? Find(ReadOnlySpan<byte> name)
    {
        int index = _names.Find(name);
        return index < 0 ? null : _members[index];
    }

    private static PathMember Member(string name, List<(string Path, int Slot)> paths)
    {
        var ending = paths.Where(each => each.Path == name).ToList();
        if (ending.Count > 1)
        {
            throw new ArgumentException($"The path that ends in '{name}' is given twice.", nameof(paths));
        }

        var longer = paths.Where(each => each.Path != name).Select(each => (each.Path[(name.Length + 1)..], each.Slot)).ToList();
        return new PathMember(
            ending.Count == 1 ? ending[0].Slot : PathMember.NoSlot,
            longer.Count > 0 ? new PathNode(longer) : null,
            paths.Select(each => each.Slot).ToArray());
    }
}

/// <summary>One member that a schema wants something of.</summary>
/// <param name="Slot">Where its own value goes, or <see cref="NoSlot"/>.</param>
/// <param name="Children">What is wanted of its members, if it is an object.</param>
/// <param name="AllSlots">Its slot and those below.</param>
internal sealed record PathMember(int Slot, PathNode? Children, int[] AllSlots)
{
    public const int NoSlot = -1;
}
