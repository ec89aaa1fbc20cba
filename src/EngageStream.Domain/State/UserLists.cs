using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EngageStream.Domain.State;

/// <summary>
/// The id and the lists of a user's state, traits apart, one behind the other in one block, so that an event of a user who was not
/// seen of late waits for one place in memory and not for five:
/// <code>
///  ├ id ┼ recent messages ┼ totals ┼ campaigns ┼ cells ┼ free ┤
/// </code>
/// Window cells come last, for they come and go most. <see cref="RecentMessages"/>, <see cref="SlotList{T}"/> and
/// <see cref="Windows.CellList"/> look into it. Lengths are in words of 8 bytes. Not thread-safe.
/// </summary>
/// <param name="memory">Where the block will lie.</param>
internal struct UserLists(SlabAllocator<ulong> memory)
{
    private SlabBlock<ulong> _block = memory.Empty;
    private Ends _ends;
    private int _idLength;

    /// <summary>Bytes of the block.</summary>
    public readonly int ReservedBytes => _block.Length * sizeof(ulong);

    /// <summary>The id: any bytes, as many as a person's id may have.</summary>
    public ReadOnlySpan<byte> Id
    {
        readonly get => MemoryMarshal.AsBytes(_block.First(_ends[(int)UserList.Id]))[.._idLength];
        set
        {
            Resize(UserList.Id, (value.Length + sizeof(ulong) - 1) / sizeof(ulong));
            value.CopyTo(MemoryMarshal.AsBytes(_block.All));
            _idLength = value.Length;
        }
    }

    /// <summary>Place of the oldest among the recent messages.</summary>
    public byte RecentHead { readonly get; set; }

    /// <summary>Recent messages.</summary>
    public byte RecentCount { readonly get; set; }

    /// <summary>Recent messages for which there is room.</summary>
    public byte RecentRoom { readonly get; set; }

    /// <summary>The values of a list.</summary>
    public readonly Span<T> Items<T>(UserList list)
        where T : struct
    {
        int start = StartOf(list);
        return MemoryMarshal.Cast<ulong, T>(_block.First(_ends[(int)list])[start..]);
    }

    /// <summary>Makes room for a value at an index of a list; what the room holds is undefined.</summary>
    public void Insert<T>(UserList list, int index)
        where T : struct
    {
        int words = WordsOf<T>();
        Move(list, StartOf(list) + (index * words), words);
    }

    /// <summary>Removes values from an index of a list on.</summary>
    public void Remove<T>(UserList list, int index, int count)
        where T : struct
    {
        int words = WordsOf<T>();
        Move(list, StartOf(list) + ((index + count) * words), -count * words);
    }

    /// <summary>Gives a list another length, at its end.</summary>
    public void Resize(UserList list, int words) => Move(list, _ends[(int)list], StartOf(list) + words - _ends[(int)list]);

    /// <summary>Makes room for so many words in all lists together, and some more.</summary>
    public void Reserve(int length)
    {
        if (length > _block.Length)
        {
            _block = _block.Grown(length + (length >> 3), Length);
        }
    }

    /// <summary>Makes all lists equal to another's.</summary>
    public void CopyFrom(in UserLists other)
    {
        Clear();
        Reserve(other.Length);
        other.Words.CopyTo(_block.All);
        (_ends, _idLength) = (other._ends, other._idLength);
        (RecentHead, RecentCount, RecentRoom) = (other.RecentHead, other.RecentCount, other.RecentRoom);
    }

    /// <summary>Makes all lists that come after the recent messages equal to another's.</summary>
    public void CopyAfterRecent(in UserLists other)
    {
        int recent = _ends[(int)UserList.Recent];
        int otherRecent = other._ends[(int)UserList.Recent];
        Reserve(recent + other.Length - otherRecent);
        other.Words[otherRecent..].CopyTo(_block.All[recent..]);
        for (int list = (int)UserList.Totals; list < Ends.Count; list++)
        {
            _ends[list] = other._ends[list] - otherRecent + recent;
        }
    }

    /// <summary>Asks for the values, at most 512 bytes.</summary>
    public readonly void Prefetch() => _block.Prefetch(Length);

    /// <summary>Empties all lists, keeps the id and the memory.</summary>
    public void ClearExceptId()
    {
        int id = _ends[(int)UserList.Id];
        _ends[..].Fill(id);
        (RecentHead, RecentCount, RecentRoom) = (0, 0, 0);
    }

    /// <summary>Forgets all and keeps the memory.</summary>
    public void Clear()
    {
        _ends = default;
        _idLength = 0;
        (RecentHead, RecentCount, RecentRoom) = (0, 0, 0);
    }

    /// <summary>Forgets all and gives the memory back.</summary>
    public void Release()
    {
        Clear();
        _block = _block.Release();
    }

    private readonly int Length => _ends[Ends.Count - 1];

    private readonly Span<ulong> Words => _block.First(Length);

    private static int WordsOf<T>()
        where T : struct => Unsafe.SizeOf<T>() / sizeof(ulong);

    private readonly int StartOf(UserList list) => list == 0 ? 0 : _ends[(int)list - 1];

    // What lies from a place in a list on moves by so many words.
    private void Move(UserList list, int from, int by)
    {
        Reserve(Length + by);
        _block.First(Length)[from..].CopyTo(_block.All[(from + by)..]);
        for (int i = (int)list; i < Ends.Count; i++)
        {
            _ends[i] += by;
        }
    }

    /// <summary>Where each list ends, in words.</summary>
    [InlineArray(Count)]
    private struct Ends
    {
        public const int Count = 5;

        private int _first;
    }
}

/// <summary>The lists, in their order.</summary>
internal enum UserList
{
    Id,
    Recent,
    Totals,
    Campaigns,
    Cells,
}
