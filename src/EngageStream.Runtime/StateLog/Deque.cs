using System.Runtime.CompilerServices;

namespace EngageStream.Runtime.StateLog;

/// <summary>
/// A queue whose elements can be changed in place by distance from the front. It grows and shrinks by chunks, as it may hold
/// millions of elements.
/// </summary>
internal sealed class Deque<T>
    where T : struct
{
    private const int Bits = 10;
    private const int Mask = (1 << Bits) - 1;

    private readonly List<T[]> _chunks = [];
    private T[]? _spare;
    private int _head;

    /// <summary>Elements in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>The element at a distance from the front.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[(_head + index) >> Bits][(_head + index) & Mask];
    }

    /// <summary>Appends an element.</summary>
    public void Enqueue(T value)
    {
        int at = _head + Count;
        if (at >> Bits == _chunks.Count)
        {
            _chunks.Add(_spare ?? new T[Mask + 1]);
            _spare = null;
        }

        _chunks[at >> Bits][at & Mask] = value;
        Count++;
    }

    /// <summary>Removes elements from the front.</summary>
    public void Dequeue(int count)
    {
        _head += count;
        Count -= count;
        int chunks = _head >> Bits;
        // The list of chunks is closed up only when half of it is behind, so that a step costs nothing on average.
        if (chunks > 0 && chunks * 2 >= _chunks.Count)
        {
            _spare = _chunks[0];
            _chunks.RemoveRange(0, chunks);
            _head &= Mask;
        }
    }
}
