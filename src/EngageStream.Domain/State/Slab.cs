using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Domain.State;

/// <summary>A large piece of memory that blocks are cut out of. It does not move, so that a block is an address.</summary>
internal sealed unsafe class Slab<T>
    where T : struct
{
    // Values that refer to objects have to lie where the collector sees them.
    private readonly T[]? _items;
    private readonly nint _start;

    public Slab(SlabAllocator<T> owner, int length, bool outsideHeap)
    {
        Owner = owner;
        Length = length;
        if (outsideHeap && !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _start = (nint)NativeMemory.Alloc((nuint)length, (nuint)Unsafe.SizeOf<T>());
        }
        else
        {
            _items = GC.AllocateArray<T>(length, pinned: true);
            _start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_items));
        }
    }

    ~Slab()
    {
        if (_items is null)
        {
            NativeMemory.Free((void*)_start);
        }
    }

    /// <summary>Whose it is.</summary>
    public SlabAllocator<T> Owner { get; }

    /// <summary>Values that it has room for.</summary>
    public int Length { get; }

    /// <summary>Where a value lies.</summary>
    public nint AddressOf(int index) => _start + ((nint)index * Unsafe.SizeOf<T>());
}
