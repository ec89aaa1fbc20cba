namespace EngageStream.Domain.State;

/// <summary>A few values by model index, ordered by index; absent ones take no space. A view: to copy it is to look at the same.</summary>
public readonly ref struct SlotList<T>
    where T : struct, ISlot
{
    private readonly ref UserLists _lists;
    private readonly UserList _list;

    internal SlotList(ref UserLists lists, UserList list)
    {
        _lists = ref lists;
        _list = list;
    }

    /// <summary>Values in use.</summary>
    public int Count => Items.Length;

    /// <summary>The values, ordered by index; may be changed in place, the index excepted. Valid until the next change of any of the user's lists.</summary>
    public Span<T> Items => _lists.Items<T>(_list);

    /// <summary>Where the value of an index is, or the complement of where it would be.</summary>
    public int Find(int index) => Slots.Find<T>(Items, index);

    /// <summary>The value of an index; the default where there is none.</summary>
    public T Get(int index)
    {
        Span<T> items = Items;
        int at = Slots.Find<T>(items, index);
        return at >= 0 ? items[at] : default;
    }

    /// <summary>Sets the value of its index.</summary>
    public void Set(T value)
    {
        int at = Find(value.Index);
        if (at < 0)
        {
            at = ~at;
            _lists.Insert<T>(_list, at);
        }

        Items[at] = value;
    }
}
