namespace EngageStream.Host.Mapping.Expressions;

/// <summary>The columns that a map names; each gets a slot, which is bound to a field when the file's header is read.</summary>
public sealed class ColumnSet
{
    private readonly List<string> _names = [];

    /// <summary>Column names by slot.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The slot of a column, a new one for a new name.</summary>
    public int Slot(string name)
    {
        int slot = _names.IndexOf(name);
        if (slot < 0)
        {
            slot = _names.Count;
            _names.Add(name);
        }

        return slot;
    }
}
