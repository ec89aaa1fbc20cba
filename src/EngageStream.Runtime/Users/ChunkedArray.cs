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
    // Large objects, which the collector does not move.
    private const int ChunkBytes = 256 * 1024;

    // In very long arrays as many chunks at a time come into large pages; in short ones that would cost more memory than it is worth.
    private const int Together = 16;
    private const int LongFrom = 48;
    private static readonly int Bits = BitOperations.Log2((uint)(ChunkBytes / Unsafe.SizeOf<T>()));
    private static readonly int Mask = (1 << Bits) - 1;

    private T[][] _chunks = [];

    /// <summary>Elements in use.</summary>
    public int Count { get; private set; }

    /// <summary>The element itself, to be changed in place; the reference is good until the array shrinks.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        // The place lies in its chunk by the way it is made. A check would read the chunk's length, which lies elsewhere in memory.
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_chunks[index >> Bits]), index & Mask);
    }

    /// <summary>Appends an element and returns its index.</summary>
    public int Add(T value)
    {
        int chunk = Count >> Bits;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(4, _chunks.Length * 2));
        }

        (_chunks[chunk] ??= NewChunk(chunk))[Count & Mask] = value;
        return Count++;
    }

    private T[] NewChunk(int number)
    {
        if (number >= LongFrom && number % Together == 0)
        {
            for (int i = number == LongFrom ? 0 : number - Together; i < number; i++)
            {
                HugePages.Ask(_chunks[i]);
            }
        }

        return new T[Mask + 1];
    }

    /// <summary>Removes the last element and keeps its space.</summary>
    public void RemoveLast() => Count--;
}
