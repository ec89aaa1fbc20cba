namespace EngageStream.Domain.State;

/// <summary>A few values by model index, ordered by index; absent ones take no space.</summary>
public struct SlotList<T>
    where T : struct, ISlot
{
    private SlabBlock<T> _items;

    /// <summary>An empty list.</summary>
    /// <param name="memory">Where its values will lie.</param>
    public SlotList(SlabAllocator<T> memory) => _items = memory.Empty;

    /// <summary>Values in use.</summary>
    public int Count { readonly get; private set; }

    /// <summary>The values, ordered by index; may be changed in place, the index excepted.</summary>
    public readonly Span<T> Items => _items.First(Count);

    /// <summary>Where the value of an index is, or the complement of where it would be.</summary>
    public readonly int Find(int index)
    {
        ReadOnlySpan<T> items = Items;
        for (int i = 0; i < items.Length; i++)
        {
            int at = items[i].Index;
            if (at >= index)
            {
                return at == index ? i : ~i;
            }
        }

        return ~items.Length;
    }

    /// <summary>The value of an index; the default where there is none.</summary>
    public readonly T Get(int index)
    {
        int at = Find(index);
        return at >= 0 ? Items[at] : default;
    }

    /// <summary>Sets the value of its index.</summary>
    public void Set(T value)
    {
        int at = Find(value.Index);
        if (at >= 0)
        {
            Items[at] = value;
            return;
        }

        at = ~at;
        EnsureCapacity(Count + 1);
        Span<T> items = _items.First(++Count);
        items[at..^1].CopyTo(items[(at + 1)..]);
        items[at] = value;
    }

    /// <summary>Removes the value of an index, if there is one.</summary>
    public void Remove(int index)
    {
        int at = Find(index);
        if (at >= 0)
        {
            Span<T> items = Items;
            items[(at + 1)..].CopyTo(items[at..]);
            items[^1] = default;
            Count--;
        }
    }

    /// <summary>Makes this list equal to another.</summary>
    public void CopyFrom(in SlotList<T> other)
    {
        Clear();
        EnsureCapacity(other.Count);
        Count = other.Count;
        other.Items.CopyTo(Items);
    }

    /// <summary>Asks for the values.</summary>
    internal readonly void Prefetch() => _items.Prefetch(Count);

    /// <summary>Removes every value and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Removes every value and gives the memory back.</summary>
    public void Release()
    {
        Count = 0;
        _items = _items.Release();
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
        {
            _items = _items.Grown(Math.Max(capacity, _items.Length + (_items.Length >> 1) + 1), Count);
        }
    }
}
