using System.Runtime.CompilerServices;

namespace EngageStream.Runtime.Users;

/// <summary>
/// A growing array of millions of elements. It grows by chunks, so that growth neither copies what is there (a stall) nor
/// leaves half of the space unused, as doubling would.
/// </summary>
internal sealed class ChunkedArray<T>
    where T : struct
{
    private const int Bits = 12;
    private const int Mask = (1 << Bits) - 1;

    private T[][] _chunks = [];

    /// <summary>Elements in use.</summary>
    public int Count { get; private set; }

    /// <summary>The element itself, to be changed in place; the reference is good until the array shrinks.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> Bits][index & Mask];
    }

    /// <summary>Appends an element and returns its index.</summary>
    public int Add(T value)
    {
        int chunk = Count >> Bits;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(4, _chunks.Length * 2));
        }

        (_chunks[chunk] ??= new T[Mask + 1])[Count & Mask] = value;
        return Count++;
    }

    /// <summary>Removes the last element and keeps its space.</summary>
    public void RemoveLast() => Count--;
}
