using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>Traits by slot, ordered by slot. Apart from the other lists, since it refers to texts, which the garbage collector has to see.</summary>
public struct TraitList
{
    private SlabBlock<TraitValue> _items;

    /// <summary>An empty list.</summary>
    /// <param name="memory">Where its values will lie.</param>
    public TraitList(SlabAllocator<TraitValue> memory) => _items = memory.Empty;

    /// <summary>Values in use.</summary>
    public int Count { readonly get; private set; }

    /// <summary>Bytes of the room that it has.</summary>
    public readonly int ReservedBytes => _items.Length * Unsafe.SizeOf<TraitValue>();

    /// <summary>The values, ordered by slot.</summary>
    public readonly ReadOnlySpan<TraitValue> Items => _items.First(Count);

    /// <summary>The value of a slot; the default where there is none.</summary>
    public readonly TraitValue Get(int slot)
    {
        ReadOnlySpan<TraitValue> items = Items;
        int at = Slots.Find(items, slot);
        return at >= 0 ? items[at] : default;
    }

    /// <summary>Sets the value of its slot.</summary>
    public void Set(TraitValue value)
    {
        int at = Slots.Find(Items, value.Index);
        if (at >= 0)
        {
            _items.All[at] = value;
            return;
        }

        at = ~at;
        EnsureCapacity(Count + 1);
        Span<TraitValue> items = _items.First(++Count);
        items[at..^1].CopyTo(items[(at + 1)..]);
        items[at] = value;
    }

    /// <summary>Makes this list equal to another.</summary>
    public void CopyFrom(in TraitList other)
    {
        Clear();
        if (other.Count > 0)
        {
            EnsureCapacity(other.Count);
            Count = other.Count;
            other.Items.CopyTo(_items.All);
        }
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
