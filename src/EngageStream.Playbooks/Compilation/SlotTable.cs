namespace EngageStream.Playbooks.Compilation;

/// <summary>Gives slots to the paths that are used, in the order of first use.</summary>
internal sealed class SlotTable
{
    private readonly List<string> _paths = [];

    public IReadOnlyList<string> Paths => _paths;

    public int Of(string path)
    {
        int slot = _paths.IndexOf(path);
        if (slot >= 0)
        {
            return slot;
        }

        _paths.Add(path);
        return _paths.Count - 1;
    }
}
