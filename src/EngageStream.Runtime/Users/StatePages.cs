namespace EngageStream.Runtime.Users;

/// <summary>
/// The blocks of all users, written one after the other into large pages: a few arrays for the garbage collector instead of
/// millions of objects. A block is never changed, only replaced; what is replaced leaves a gap, and when gaps exceed a sixth
/// of what lives, the emptiest pages are emptied into the newest. (Free lists by size instead would keep gaps for ever when
/// states change their sizes over the years.) A block's address counts units of 8 bytes: 4 bytes reach 32 GB.
/// </summary>
internal sealed class StatePages
{
    /// <summary>Size of a page in bytes; a block of the longest state fits.</summary>
    public const int PageBytes = 256 * 1024;

    /// <summary>The address of no block: each page begins with an unused unit.</summary>
    public const uint None = 0;

    // A commit fills as many pages as it empties; to make them anew each time would keep the garbage collector busy.
    private const int MaxSpares = 32;

    private const int UnitsPerPage = PageBytes / StateBlock.Unit;

    private readonly List<StatePage?> _pages = [];
    private readonly Stack<int> _freeNumbers = new();
    private readonly Stack<byte[]> _spares = new();
    private int _current = -1;

    /// <summary>Bytes of the blocks in use.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Bytes of the pages, as far as they are filled.</summary>
    public long FilledBytes { get; private set; }

    /// <summary>Whether gaps take more than a sixth of what lives.</summary>
    public bool NeedsCleaning => FilledBytes - LiveBytes > (LiveBytes / 6) + (2 * PageBytes);

    /// <summary>Whether gaps take more than a two-hundredth of what lives.</summary>
    public bool HasGaps => FilledBytes - LiveBytes > (LiveBytes / 200) + (2 * PageBytes);

    /// <summary>Writes a block and returns its address.</summary>
    public uint Add(int slot, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        int length = StateBlock.LengthOf(id.Length, state.Length);
        StateBlock.Write(Reserve(length, out uint address), slot, id, state);
        return address;
    }

    /// <summary>Gives a block up.</summary>
    public void Free(uint address)
    {
        int number = PageOf(address);
        int length = StateBlock.LengthOf(At(address));
        LiveBytes -= length;
        _pages[number]!.Live -= length;
        if (_pages[number]!.Live == 0 && number != _current)
        {
            Drop(number);
        }
    }

    /// <summary>The block and what follows it in its page; valid until the next cleaning.</summary>
    public ReadOnlySpan<byte> At(uint address) =>
        _pages[PageOf(address)]!.Bytes.AsSpan((int)(address % UnitsPerPage) * StateBlock.Unit);

    /// <summary>Empties the page with the most gaps; <paramref name="owner"/> knows which blocks are in use, and learns where they went.</summary>
    public void CleanOne(IBlockOwner owner)
    {
        int number = Emptiest();
        if (number < 0)
        {
            return;
        }

        StatePage page = _pages[number]!;
        for (int at = StateBlock.Unit; at < page.Filled;)
        {
            ReadOnlySpan<byte> block = page.Bytes.AsSpan(at);
            int length = StateBlock.LengthOf(block);
            uint address = (uint)((number * UnitsPerPage) + (at / StateBlock.Unit));
            int slot = StateBlock.SlotOf(block);
            if (owner.BlockOf(slot) == address)
            {
                block[..length].CopyTo(Reserve(length, out uint moved));
                owner.Moved(slot, moved);
                LiveBytes -= length;
            }

            at += length;
        }

        Drop(number);
    }

    /// <summary>Gives the memory of empty pages up.</summary>
    public void ReleaseSpares() => _spares.Clear();

    private static int PageOf(uint address) => (int)(address / UnitsPerPage);

    private Span<byte> Reserve(int length, out uint address)
    {
        if (_current < 0 || _pages[_current]!.Filled + length > PageBytes)
        {
            OpenPage();
        }

        StatePage page = _pages[_current]!;
        address = (uint)((_current * UnitsPerPage) + (page.Filled / StateBlock.Unit));
        Span<byte> space = page.Bytes.AsSpan(page.Filled, length);
        page.Filled += length;
        page.Live += length;
        FilledBytes += length;
        LiveBytes += length;
        return space;
    }

    private void OpenPage()
    {
        int full = _current;
        byte[] bytes = _spares.TryPop(out byte[]? spare) ? spare : GC.AllocateUninitializedArray<byte>(PageBytes);
        if (!_freeNumbers.TryPop(out _current))
        {
            _current = _pages.Count;
            _pages.Add(null);
        }

        _pages[_current] = new StatePage(bytes);
        if (full >= 0 && _pages[full]!.Live == 0)
        {
            Drop(full);
        }
    }

    private void Drop(int number)
    {
        FilledBytes -= _pages[number]!.Filled - StateBlock.Unit;
        if (_spares.Count < MaxSpares)
        {
            _spares.Push(_pages[number]!.Bytes);
        }

        _pages[number] = null;
        _freeNumbers.Push(number);
    }

    // Not the page with the least in use: a page can be short of blocks without a gap, and emptying it would gain nothing.
    private int Emptiest()
    {
        int emptiest = -1;
        for (int i = 0; i < _pages.Count; i++)
        {
            if (i != _current && _pages[i] is { } page && (emptiest < 0 || page.Gaps > _pages[emptiest]!.Gaps))
            {
                emptiest = i;
            }
        }

        return emptiest;
    }
}
