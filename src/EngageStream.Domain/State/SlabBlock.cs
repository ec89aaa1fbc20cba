using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Domain.State;

/// <summary>The room of one list in a slab, which it keeps alive. To copy it is to share the room.</summary>
internal readonly struct SlabBlock<T>
    where T : struct
{
    public SlabBlock(Slab<T> slab, nint address = 0, int length = 0)
    {
        Slab = slab;
        Address = address;
        Length = length;
    }

    /// <summary>The slab.</summary>
    public Slab<T> Slab { get; }

    /// <summary>Where the first value lies.</summary>
    public nint Address { get; }

    /// <summary>Values that there is room for.</summary>
    public int Length { get; }

    /// <summary>The first values.</summary>
    public unsafe Span<T> First(int count) => MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>((void*)Address), count);

    /// <summary>All of the room.</summary>
    public Span<T> All => First(Length);

    /// <summary>A block with more room that begins with the same values; this one is given back.</summary>
    /// <param name="capacity">Values that it must have room for.</param>
    /// <param name="count">Values in use.</param>
    public SlabBlock<T> Grown(int capacity, int count)
    {
        SlabBlock<T> block = Slab.Owner.Rent(capacity);
        First(count).CopyTo(block.All);
        Release();
        return block;
    }

    /// <summary>Gives the room back; returns a block without any.</summary>
    public SlabBlock<T> Release()
    {
        if (Length > 0)
        {
            // So that the slab holds on to nothing that a value refers to.
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                All.Clear();
            }

            Slab.Owner.Return(this);
        }

        return Slab.Owner.Empty;
    }

    /// <summary>Asks for the first values, at most 512 bytes.</summary>
    public void Prefetch(int count)
    {
        if (count > 0)
        {
            CacheLines.Prefetch(Address, count * Unsafe.SizeOf<T>());
        }
    }
}
