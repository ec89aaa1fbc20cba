using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Domain.State;

/// <summary>
/// Memory that blocks of one size are cut out of: an array that does not move, or memory of the operating system. So a block is an
/// address. What is given back is cut again before anything new.
/// </summary>
internal sealed unsafe class Slab<T> : IDisposable
    where T : struct
{
    private readonly T[] _array = [];
    private readonly bool _isNative;
    private readonly List<nint> _returned = [];
    private nint _start;
    private int _cut;

    /// <param name="owner">Whose it is.</param>
    /// <param name="length">Values that it has room for.</param>
    /// <param name="isNative">Whether it is memory of the operating system; not for values that refer to objects.</param>
    public Slab(SlabAllocator<T> owner, int length, bool isNative)
    {
        Owner = owner;
        Length = length;
        _isNative = isNative && length > 0;
        if (_isNative)
        {
            _start = (nint)NativeMemory.AlignedAlloc((nuint)Bytes, CacheLines.Line);
            return;
        }

        GC.SuppressFinalize(this);
        if (length > 0)
        {
            _array = GC.AllocateArray<T>(length, pinned: true);
            _start = (nint)Unsafe.AsPointer(ref _array[0]);
        }
    }

    ~Slab() => Free();

    /// <summary>Whose it is.</summary>
    public SlabAllocator<T> Owner { get; }

    /// <summary>Values that it has room for.</summary>
    public int Length { get; }

    /// <summary>Bytes of it.</summary>
    public long Bytes => (long)Length * Unsafe.SizeOf<T>();

    /// <summary>Values of each of its blocks.</summary>
    public int BlockLength { get; private set; }

    /// <summary>Blocks that lists have.</summary>
    public int Used { get; private set; }

    /// <summary>Place among the slabs of its size that have a free block; -1 where it is not among them.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Whether there is no free block.</summary>
    public bool IsFull => _returned.Count == 0 && _cut + BlockLength > Length;

    /// <summary>Begins anew with blocks of another size. There must be none in use.</summary>
    /// <param name="blockLength">Values of a block.</param>
    /// <param name="start">Place of the first one.</param>
    public void Begin(int blockLength, int start)
    {
        BlockLength = blockLength;
        _returned.Clear();
        _cut = start;
    }

    /// <summary>Takes a block; there must be a free one.</summary>
    public SlabBlock<T> Rent()
    {
        nint address;
        if (_returned.Count > 0)
        {
            address = _returned[^1];
            _returned.RemoveAt(_returned.Count - 1);
        }
        else
        {
            address = _start + ((nint)_cut * Unsafe.SizeOf<T>());
            _cut += BlockLength;
        }

        Used++;
        return new SlabBlock<T>(this, address, BlockLength);
    }

    /// <summary>Takes a block back.</summary>
    public void Return(nint address)
    {
        _returned.Add(address);
        Used--;
    }

    /// <summary>Gives the memory up; there must be no block in use.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_isNative)
        {
            NativeMemory.AlignedFree((void*)_start);
            _start = 0;
        }
    }
}
