using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Windows;

/// <summary>
/// The sparse buckets of one user, all series in one sorted array. An event counts until its bucket's end plus the
/// window. A view: to copy it is to look at the same. Not thread-safe: it belongs to its user's actor.
/// </summary>
public readonly ref struct CellList
{
    private readonly ref UserLists _lists;

    internal CellList(ref UserLists lists) => _lists = ref lists;

    /// <summary>Cells in use.</summary>
    public int Count => Items.Length;

    /// <summary>The cells in use, ordered by <see cref="Cell.Key"/>. Valid until the next change of any of the user's lists.</summary>
    public ReadOnlySpan<Cell> Cells => Items;

    /// <summary>Adds to a bucket that is there; false where it is not.</summary>
    public bool TryAdd(uint series, uint bucket, double value)
    {
        ulong key = ((ulong)series << 32) | bucket;
        Span<Cell> cells = Items;
        int index = LowerBound(cells, key);
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

        int index = LowerBound(Items, ((ulong)series << 32) | bucket);
        _lists.Insert<Cell>(UserList.Cells, index);
        Items[index] = new Cell(series, bucket, value);
    }

    /// <summary>The cells of a series, oldest first.</summary>
    public ReadOnlySpan<Cell> Series(uint series) => Series(series, 0);

    /// <summary>The cells of a series from a bucket on, oldest first.</summary>
    public ReadOnlySpan<Cell> Series(uint series, uint fromBucket)
    {
        ReadOnlySpan<Cell> rest = Cells;
        rest = rest[LowerBound(rest, ((ulong)series << 32) | fromBucket)..];
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
        ReadOnlySpan<Cell> cells = Items;
        int from = LowerBound(cells, (ulong)series << 32);
        int to = from;
        while (to < cells.Length && cells[to].Series == series && grain.EndOf(cells[to].Bucket, calendar) + grain.LongestWindowMs() <= nowMs)
        {
            to++;
        }

        if (to > from)
        {
            _lists.Remove<Cell>(UserList.Cells, from, to - from);
        }
    }

    /// <summary>Removes every cell.</summary>
    public void Clear() => _lists.Remove<Cell>(UserList.Cells, 0, Count);

    private Span<Cell> Items => _lists.Items<Cell>(UserList.Cells);

    private static int LowerBound(ReadOnlySpan<Cell> cells, ulong key)
    {
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
}
