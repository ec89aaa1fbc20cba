using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>A large array that blocks are cut out of. It does not move, so that a block is an address.</summary>
internal sealed class Slab<T>
    where T : struct
{
    private readonly T[] _items;

    public Slab(SlabAllocator<T> owner, int length)
    {
        Owner = owner;
        _items = GC.AllocateArray<T>(length, pinned: true);
    }

    /// <summary>Whose it is.</summary>
    public SlabAllocator<T> Owner { get; }

    /// <summary>Values that it has room for.</summary>
    public int Length => _items.Length;

    /// <summary>Where a value lies.</summary>
    public unsafe nint AddressOf(int index) => (nint)Unsafe.AsPointer(ref _items[index]);
}
