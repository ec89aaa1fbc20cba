using System.Numerics;
using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>
/// Cuts the blocks of very many short lists out of a few large arrays (slabs), so that the garbage collector has these to look at and
/// not each list. Blocks come in sizes of four steps to a doubling; one that is given back serves the next list of its size. Slabs
/// go only with the allocator: to shrink it, its lists are moved to another. Not thread-safe.
/// </summary>
/// <typeparam name="T">What the lists hold.</typeparam>
public sealed class SlabAllocator<T>
    where T : struct
{
    private const int FirstSlab = 16;
    private const int LargestSlabBytes = 1024 * 1024;
    // Below this capacity each has a size of its own.
    private const int Steps = 4;
    private List<(Slab<T> Slab, nint Address)>?[] _free = [];
    private Slab<T> _slab;
    private int _cut;

    /// <summary>An allocator without slabs.</summary>
    public SlabAllocator()
    {
        _slab = new Slab<T>(this, 0);
        Empty = new SlabBlock<T>(_slab);
    }

    /// <summary>A block without room, which grows from this allocator.</summary>
    internal SlabBlock<T> Empty { get; }

    /// <summary>Bytes of the slabs.</summary>
    public long ReservedBytes { get; private set; }

    /// <summary>Bytes of them that lists have.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>Takes a block.</summary>
    /// <param name="capacity">Values that it must have room for, at least 1.</param>
    internal SlabBlock<T> Rent(int capacity)
    {
        int size = SizeOf(capacity, out int step);
        UsedBytes += (long)size * Unsafe.SizeOf<T>();
        if (step < _free.Length && _free[step] is { Count: > 0 } free)
        {
            (Slab<T> slab, nint address) = free[^1];
            free.RemoveAt(free.Count - 1);
            return new SlabBlock<T>(slab, address, size);
        }

        if (_slab.Length - _cut < size)
        {
            AddSlab(size);
        }

        nint start = _slab.AddressOf(_cut);
        _cut += size;
        return new SlabBlock<T>(_slab, start, size);
    }

    /// <summary>Gives a block back. What it held must not be used any more.</summary>
    internal void Return(in SlabBlock<T> block)
    {
        SizeOf(block.Length, out int step);
        UsedBytes -= (long)block.Length * Unsafe.SizeOf<T>();
        if (step >= _free.Length)
        {
            Array.Resize(ref _free, step + 1);
        }

        (_free[step] ??= []).Add((block.Slab, block.Address));
    }

    // What the last slab has left is not worth a list of such rests.
    private void AddSlab(int size)
    {
        int largest = LargestSlabBytes / Unsafe.SizeOf<T>();
        _slab = new Slab<T>(this, Math.Max(size, Math.Clamp(_slab.Length * 2, FirstSlab, largest)));
        _cut = 0;
        ReservedBytes += (long)_slab.Length * Unsafe.SizeOf<T>();
    }

    private static int SizeOf(int capacity, out int step)
    {
        if (capacity <= Steps)
        {
            step = capacity - 1;
            return capacity;
        }

        // From a power of two to the next in quarters.
        int power = BitOperations.Log2((uint)capacity - 1);
        int quarter = power - 2;
        int quarters = ((capacity - 1) >> quarter) + 1;
        step = (power * Steps) + quarters - Steps;
        return quarters << quarter;
    }
}
