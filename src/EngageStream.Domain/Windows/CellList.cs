using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>
/// The sparse buckets of one user, all series in one sorted array. An event counts until its bucket's end plus the
/// window. Not thread-safe: it belongs to its user's actor.
/// </summary>
public struct CellList
{
    private SlabBlock<Cell> _cells;

    /// <summary>An empty list.</summary>
    /// <param name="memory">Where its cells will lie.</param>
    public CellList(SlabAllocator<Cell> memory) => _cells = memory.Empty;

    /// <summary>Cells in use.</summary>
    public int Count { readonly get; private set; }

    /// <summary>The cells in use, ordered by <see cref="Cell.Key"/>.</summary>
    public readonly ReadOnlySpan<Cell> Cells => _cells.First(Count);

    /// <summary>Adds to a bucket that is there; false where it is not.</summary>
    public readonly bool TryAdd(uint series, uint bucket, double value)
    {
        ulong key = ((ulong)series << 32) | bucket;
        Span<Cell> cells = _cells.First(Count);
        int index = LowerBound(key);
        if ((uint)index >= (uint)cells.Length || cells[index].Key != key)
        {
            return false;
        }

        cells[index].Value += value;
        return true;
    }

    /// <summary>Adds to a bucket, making it if need be.</summary>
    public void Add(uint series, uint bucket, double value)
    {
        if (TryAdd(series, bucket, value))
        {
            return;
        }

        int index = LowerBound(((ulong)series << 32) | bucket);
        EnsureCapacity(Count + 1);
        Span<Cell> cells = _cells.First(++Count);
        cells[index..^1].CopyTo(cells[(index + 1)..]);
        cells[index] = new Cell(series, bucket, value);
    }

    /// <summary>Appends a cell that sorts after all others, as a decoder does.</summary>
    public void Append(Cell cell)
    {
        EnsureCapacity(Count + 1);
        _cells.First(++Count)[^1] = cell;
    }

    /// <summary>The cells of a series, oldest first.</summary>
    public readonly ReadOnlySpan<Cell> Series(uint series) => Series(series, 0);

    /// <summary>The cells of a series from a bucket on, oldest first.</summary>
    public readonly ReadOnlySpan<Cell> Series(uint series, uint fromBucket)
    {
        ReadOnlySpan<Cell> rest = Cells[LowerBound(((ulong)series << 32) | fromBucket)..];
        int length = 0;
        while (length < rest.Length && rest[length].Series == series)
        {
            length++;
        }

        return rest[..length];
    }

    /// <summary>Removes the cells of a series that no window counts any more.</summary>
    public void DropExpired(uint series, long nowMs, LocalCalendar calendar)
    {
        var grain = (BucketGrain)(series % BucketGrains.Count);
        Span<Cell> cells = _cells.First(Count);
        int from = LowerBound((ulong)series << 32);
        int to = from;
        while (to < Count && cells[to].Series == series && grain.EndOf(cells[to].Bucket, calendar) + grain.LongestWindowMs() <= nowMs)
        {
            to++;
        }

        if (to > from)
        {
            cells[to..].CopyTo(cells[from..]);
            Count -= to - from;
        }
    }

    /// <summary>Makes this list equal to another.</summary>
    public void CopyFrom(in CellList other)
    {
        Clear();
        EnsureCapacity(other.Count);
        Count = other.Count;
        other.Cells.CopyTo(_cells.First(Count));
    }

    /// <summary>Asks for the cells.</summary>
    internal readonly void Prefetch() => _cells.Prefetch(Count);

    /// <summary>Removes every cell and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Removes every cell and gives the memory back.</summary>
    public void Release()
    {
        Count = 0;
        _cells = _cells.Release();
    }

    private readonly int LowerBound(ulong key)
    {
        ReadOnlySpan<Cell> cells = Cells;
        int low = 0;
        int high = cells.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (cells[middle].Key < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity > _cells.Length)
        {
            _cells = _cells.Grown(Math.Max(capacity, _cells.Length + (_cells.Length >> 1) + 4), Count);
        }
    }
}
