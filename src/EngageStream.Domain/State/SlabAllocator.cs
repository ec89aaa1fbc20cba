using System.Numerics;
using System.Runtime.CompilerServices;

namespace EngageStream.Domain.State;

/// <summary>
/// Cuts the blocks of very many short lists out of a few large pieces of memory (slabs), so that the garbage collector has these to look
/// at and not each list. Blocks come in sizes of four steps to a doubling, and a slab has blocks of one size. One of which nothing is in use
/// any more serves whatever size is asked for next: lists that grow together would else leave all of their former sizes behind.
/// To give up others, its lists are moved to another allocator. Not thread-safe.
/// </summary>
/// <typeparam name="T">What the lists hold.</typeparam>
public sealed class SlabAllocator<T>
    where T : struct
{
    private const int SlabBytes = 64 * 1024;

    // A slab that is smaller than the others, as the first few of a size are, has so many blocks at least.
    private const int FewestBlocks = 4;

    // Below this capacity each has a size of its own.
    private const int Steps = 4;
    private readonly Stack<Slab<T>> _idle = new();
    private readonly bool _isNative;
    private Size[] _sizes = [];

    /// <summary>An allocator without slabs.</summary>
    /// <param name="isNative">
    /// Whether slabs are memory of the operating system rather than arrays: that goes back when it is given up, while what is left of pinned
    /// arrays may keep a good deal of the collector's memory. Nothing but the lists keeps it, so that a list must not be looked at
    /// longer than it is referred to; and its values must refer to no objects.
    /// </param>
    public SlabAllocator(bool isNative = false)
    {
        _isNative = isNative;
        Empty = new SlabBlock<T>(new Slab<T>(this, 0, isNative));
    }

    /// <summary>A block without room, which grows from this allocator.</summary>
    internal SlabBlock<T> Empty { get; }

    /// <summary>Bytes of the slabs.</summary>
    public long ReservedBytes { get; private set; }

    /// <summary>Bytes of them that lists have.</summary>
    public long UsedBytes { get; private set; }

    private static int FullLength => SlabBytes / Unsafe.SizeOf<T>();

    /// <summary>Takes a block.</summary>
    /// <param name="capacity">Values that it must have room for, at least 1.</param>
    internal SlabBlock<T> Rent(int capacity)
    {
        int length = LengthOf(capacity, out int step);
        if (step >= _sizes.Length)
        {
            Array.Resize(ref _sizes, step + 1);
        }

        ref Size size = ref _sizes[step];
        List<Slab<T>> free = size.Free ??= [];
        if (free.Count == 0)
        {
            Enter(free, NewSlab(length, ref size.Slabs));
        }

        Slab<T> slab = free[^1];
        SlabBlock<T> block = slab.Rent();
        if (slab.IsFull)
        {
            Leave(free, slab);
        }

        UsedBytes += (long)length * Unsafe.SizeOf<T>();
        return block;
    }

    /// <summary>Gives a block back. What it held must not be used any more.</summary>
    internal void Return(in SlabBlock<T> block)
    {
        UsedBytes -= (long)block.Length * Unsafe.SizeOf<T>();
        Slab<T> slab = block.Slab;
        LengthOf(block.Length, out int step);
        ref Size size = ref _sizes[step];
        slab.Return(block.Address);
        if (slab.Place < 0)
        {
            Enter(size.Free!, slab);
        }

        // Small and huge ones fit no other size. The last of a size stays, so that a list that comes and goes does not begin a slab each time.
        if (slab.Used == 0 && slab.Length == FullLength && size.Free!.Count > 1)
        {
            Leave(size.Free, slab);
            size.Slabs--;
            _idle.Push(slab);
        }
    }

    /// <summary>
    /// Gives up slabs of which nothing is in use. They go here alone, so that whoever still looks at a list that has moved sees what is
    /// not the list's any more, but nothing that is not there.
    /// </summary>
    internal void TrimExcess()
    {
        foreach (ref Size size in _sizes.AsSpan())
        {
            for (int i = (size.Free?.Count ?? 0) - 1; i >= 0; i--)
            {
                if (size.Free![i] is { Used: 0 } unused)
                {
                    Leave(size.Free, unused);
                    size.Slabs--;
                    Free(unused);
                }
            }
        }

        while (_idle.TryPop(out Slab<T>? slab))
        {
            Free(slab);
        }
    }

    private static void Enter(List<Slab<T>> free, Slab<T> slab)
    {
        slab.Place = free.Count;
        free.Add(slab);
    }

    // The last takes the place.
    private static void Leave(List<Slab<T>> free, Slab<T> slab)
    {
        Slab<T> last = free[^1];
        (free[slab.Place], last.Place) = (last, slab.Place);
        free.RemoveAt(free.Count - 1);
        slab.Place = -1;
    }

    private Slab<T> NewSlab(int blockLength, ref int slabs)
    {
        slabs++;
        if (blockLength > FullLength || !_idle.TryPop(out Slab<T>? slab))
        {
            // The first ones are small, for most allocators have few lists of most sizes.
            int blocks = FewestBlocks << Math.Min(slabs - 1, 16);
            slab = new Slab<T>(this, Math.Max(blockLength, Math.Min(blockLength * blocks, FullLength)), _isNative);
            ReservedBytes += slab.Bytes;
        }

        slab.Begin(blockLength, StartOf(slab, blockLength, slabs));
        return slab;
    }

    // Blocks of one size would all begin in the same few sets of the processor's cache: each slab begins a line later.
    private static int StartOf(Slab<T> slab, int blockLength, int number)
    {
        int line = Math.Max(1, CacheLines.Line / Unsafe.SizeOf<T>());
        return blockLength * Steps * Steps <= slab.Length && slab.Length == FullLength ? number * line % blockLength : 0;
    }

    private void Free(Slab<T> slab)
    {
        ReservedBytes -= slab.Bytes;
        slab.Dispose();
    }

    private static int LengthOf(int capacity, out int step)
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

    // The slabs of one block size: those with a free block, and how many there are in all.
    private struct Size
    {
        public List<Slab<T>>? Free;
        public int Slabs;
    }
}
