using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Users;

/// <summary>
/// A growing array of millions of elements. It grows by chunks, so that growth neither copies what is there (a stall) nor
/// leaves half of the space unused, as doubling would.
/// </summary>
internal sealed class ChunkedArray<T>
    where T : unmanaged
{
    private const int ChunkBytes = 256 * 1024;

    // In very long arrays as many chunks at a time come into large pages; in short ones that would cost more memory than it is worth.
    private const int Together = 16;
    private const int LongFrom = 48;
    private static readonly int Bits = BitOperations.Log2((uint)(ChunkBytes / Unsafe.SizeOf<T>()));
    private static readonly int Mask = (1 << Bits) - 1;

    private T[][] _chunks = [];
    // Where the chunks lie: they are pinned. A look at the arrays themselves would be a cache miss more each time.
    private nint[] _places = [];
    private int _count;

    /// <summary>Elements in use. Whoever reads it on another thread finds these, as they were or are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// The element itself, to be changed in place; the reference is good until the array shrinks. Below <see cref="Count"/>, which is not checked.
    /// </summary>
    public unsafe ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref Unsafe.AsRef<T>((void*)_places[index >> Bits]), index & Mask);
    }

    /// <summary>Appends an element and returns its index.</summary>
    public int Add(T value)
    {
        int chunk = _count >> Bits;
        if (chunk == _chunks.Length)
        {
            int room = Math.Max(4, _chunks.Length * 2);
            Array.Resize(ref _chunks, room);
            Array.Resize(ref _places, room);
        }

        if (_chunks[chunk] is null)
        {
            AddChunk(chunk);
        }

        int index = _count;
        this[index] = value;
        Volatile.Write(ref _count, index + 1);
        return index;
    }

    private void AddChunk(int number)
    {
        if (number >= LongFrom && number % Together == 0)
        {
            for (int i = number == LongFrom ? 0 : number - Together; i < number; i++)
            {
                HugePages.Ask(_chunks[i]);
            }
        }

        T[] chunk = GC.AllocateArray<T>(Mask + 1, pinned: true);
        _chunks[number] = chunk;
        _places[number] = Marshal.UnsafeAddrOfPinnedArrayElement(chunk, 0);
    }

    /// <summary>Removes the last element and keeps its space.</summary>
    public void RemoveLast() => _count--;
}
