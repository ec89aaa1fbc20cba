namespace EngageStream.Domain.State;

/// <summary>A few values by model index, ordered by index; absent ones take no space.</summary>
public struct SlotList<T>
    where T : struct, ISlot
{
    private T[] _items = [];

    /// <summary>An empty list.</summary>
    public SlotList()
    {
    }

    /// <summary>Values in use.</summary>
    public int Count { readonly get; private set; }

    /// <summary>The values, ordered by index; may be changed in place, the index excepted.</summary>
    public readonly Span<T> Items => _items.AsSpan(0, Count);

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
        return at >= 0 ? _items[at] : default;
    }

    /// <summary>Sets the value of its index.</summary>
    public void Set(T value)
    {
        int at = Find(value.Index);
        if (at >= 0)
        {
            _items[at] = value;
            return;
        }

        at = ~at;
        EnsureCapacity(Count + 1);
        Array.Copy(_items, at, _items, at + 1, Count - at);
        _items[at] = value;
        Count++;
    }

    /// <summary>Removes the value of an index, if there is one.</summary>
    public void Remove(int index)
    {
        int at = Find(index);
        if (at >= 0)
        {
            Count--;
            Array.Copy(_items, at + 1, _items, at, Count - at);
            _items[Count] = default;
        }
    }

    /// <summary>Makes this list equal to another.</summary>
    public void CopyFrom(in SlotList<T> other)
    {
        Count = other.Count;
        if (Count > 0)
        {
            EnsureCapacity(Count);
            other.Items.CopyTo(_items);
        }
    }

    /// <summary>Asks for the values.</summary>
    internal readonly void Prefetch() => CacheLines.Prefetch(_items, Count);

    /// <summary>Removes every value and keeps the memory.</summary>
    public void Clear() => Count = 0;

    private void EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(capacity, _items.Length + (_items.Length >> 1) + 1));
        }
    }
}
