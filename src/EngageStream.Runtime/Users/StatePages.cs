using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Users;

/// <summary>
/// The blocks of all users, written one after the other into large pages: a few arrays for the garbage collector instead of
/// millions of objects. A block is never changed, only replaced; what is replaced leaves a gap, and when gaps exceed a sixth
/// of what lives, the emptiest pages are emptied into another. (Free lists by size instead would keep gaps for ever when
/// states change their sizes over the years.) What survives is older than what was just written, and gets pages of its own, so
/// that those who were idle longest lie together; with a bound on memory, these pages go to the scratch file. A block's address
/// counts units of 8 bytes: 4 bytes reach 32 GB.
/// </summary>
internal sealed class StatePages
{
    /// <summary>Size of a page in bytes; a block of the longest state fits.</summary>
    public const int PageBytes = 256 * 1024;

    /// <summary>The address of no block: each page begins with an unused unit.</summary>
    public const uint None = 0;

    // A commit fills as many pages as it empties; to make them anew each time would keep the garbage collector busy.
    private const int MaxSpares = 32;
    private const int MaxSparesBounded = 4;

    // How many blocks ahead the owner is told what it will be asked.
    private const int BlocksAhead = 8;

    // As many at a time come into the operating system's large pages where there are very many; with a bound on memory none do.
    private const int Together = 16;
    private const int ManyPages = 384;

    private const int UnitsPerPage = PageBytes / StateBlock.Unit;

    private readonly List<StatePage?> _pages = [];
    // What each page holds, as the page knows, too: on the way to a block there need not be a page's object.
    private byte[]?[] _bytes = [];
    private readonly Stack<int> _freeNumbers = new();
    private readonly Stack<byte[]> _spares = new();
    private bool _areMany;
    private readonly PageTally _inMemory = new(share: 6);
    // A disk has more room, and a page that is cleaned there has to be read.
    private readonly PageTally _inScratch = new(share: 1);
    private readonly PageSpill? _spill;
    private StatePage? _young;
    private StatePage? _old;
    private long _age;
    private int _opened;
    private int _wanted;

    /// <param name="spill">Takes pages for which there is no room in memory; <see langword="null"/> where memory has no bound.</param>
    public StatePages(PageSpill? spill = null) => _spill = spill;

    /// <summary>Bytes of the blocks in use.</summary>
    public long LiveBytes => _inMemory.Live + _inScratch.Live;

    /// <summary>Bytes of memory that the pages take, spares included.</summary>
    public long MemoryBytes => (long)(_inMemory.Pages + _spares.Count) * PageBytes;

    /// <summary>Bytes of the scratch file in use.</summary>
    public long ScratchBytes => (long)_inScratch.Pages * PageBytes;

    /// <summary>Age of the page that is being written: what is written later is not older.</summary>
    public long LatestAge => _age;

    /// <summary>Whether gaps take more than a sixth of what lives.</summary>
    public bool NeedsCleaning => _inMemory.NeedsCleaning || _inScratch.NeedsCleaning;

    /// <summary>Whether gaps in memory take more than a two-hundredth of what lives.</summary>
    public bool HasGaps => _inMemory.HasGaps(200);

    /// <summary>Writes a block.</summary>
    public PlacedBlock Add(int slot, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        if (!HasRoom(_young, StateBlock.LengthOf(id.Length, state.Length)))
        {
            Open(ref _young, ++_age);
        }

        return Write(_young!, slot, id, state);
    }

    /// <summary>Gives a block up.</summary>
    public void Free(PlacedBlock block)
    {
        StatePage page = PageOf(block.Address);
        page.Live -= block.Length;
        TallyOf(page).GiveUp(block.Length);
        if (page.Live == 0 && page != _young && page != _old)
        {
            Drop(page);
        }
    }

    /// <summary>The block and what follows it in its page; valid until the next cleaning.</summary>
    public ReadOnlySpan<byte> At(uint address)
    {
        int place = PlaceOf(address);
        return _bytes[NumberOf(address)] is { } bytes
            ? MemoryMarshal.CreateReadOnlySpan(ref ByteOf(bytes, place), PageBytes - place)
            : _spill!.Read(PageOf(address), place);
    }

    /// <summary>Asks for the beginning of a block: as much as most are long.</summary>
    public void Prefetch(uint address)
    {
        if (_bytes[NumberOf(address)] is { } bytes)
        {
            CacheLines.PrefetchThree(ref ByteOf(bytes, PlaceOf(address)));
        }
        else
        {
            _spill!.ReadAhead(PageOf(address), PlaceOf(address));
        }
    }

    /// <summary>
    /// Empties the page with the most gaps; <paramref name="owner"/> knows which blocks are in use, and learns where they went.
    /// </summary>
    public void CleanOne(IBlockOwner owner)
    {
        bool inScratch = _inScratch.NeedsCleaning && !_inMemory.NeedsCleaning;
        if (Emptiest(inScratch) is { } page)
        {
            Empty(page, owner, packer: null);
        }
    }

    /// <summary>
    /// Packs the blocks of the oldest page in memory whose age lies above <paramref name="from"/>, but not above <paramref name="to"/>.
    /// </summary>
    /// <returns>The page's age; <paramref name="to"/> when there is none.</returns>
    public long PackOne(IBlockOwner owner, IBlockPacker packer, long from, long to)
    {
        StatePage? oldest = null;
        foreach (StatePage? page in _pages)
        {
            bool isMeant = page is { Bytes: not null } && page != _young && page != _old && page.Age > from && page.Age <= to;
            oldest = isMeant && (oldest is null || page!.Age < oldest.Age) ? page : oldest;
        }

        if (oldest is null)
        {
            return to;
        }

        long age = oldest.Age;
        Empty(oldest, owner, packer);
        return age;
    }

    /// <summary>
    /// Moves the oldest pages to the scratch file until those in memory take no more than <paramref name="maxBytes"/>. Call it once a
    /// commit. As many pages as were opened since the last time find their memory here next time: to leave it to the collector and take
    /// new would take several times the bound.
    /// </summary>
    public void Spill(long maxBytes)
    {
        if (_spill is null)
        {
            return;
        }

        int most = (int)(maxBytes / PageBytes);
        _wanted = Math.Max(_opened, _wanted - 1);
        _opened = 0;
        int kept = Math.Min(_wanted, most / 2);
        while (_inMemory.Pages + kept > most && _spill.TakeOldest() is { } page)
        {
            _inMemory.Add(page, -1);
            _inScratch.Add(page, 1);
            _spares.Push(page.Bytes!);
            TakeBytes(page);
        }

        while (_inMemory.Pages + _spares.Count > most && _spares.TryPop(out _))
        {
        }
    }

    /// <summary>Gives the memory of empty pages up.</summary>
    public void ReleaseSpares() => _spares.Clear();

    private static int PlaceOf(uint address) => (int)(address % UnitsPerPage) * StateBlock.Unit;

    private static bool HasRoom(StatePage? page, int length) => page is not null && page.Filled + length <= PageBytes;

    private static int NumberOf(uint address) => (int)(address / UnitsPerPage);

    // Not by index: the check would read the array's length, which lies in memory of its own, a cache miss for each block.
    // A place lies in its page by the way it is made of an address.
    private static ref byte ByteOf(byte[] page, int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), place);

    private StatePage PageOf(uint address) => _pages[NumberOf(address)]!;

    private PageTally TallyOf(StatePage page) => page.Bytes is null ? _inScratch : _inMemory;

    private PlacedBlock Write(StatePage page, int slot, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        int length = StateBlock.LengthOf(id.Length, state.Length);
        var address = (uint)((page.Number * UnitsPerPage) + (page.Filled / StateBlock.Unit));
        StateBlock.Write(page.Bytes.AsSpan(page.Filled, length), slot, id, state);
        page.Filled += length;
        page.Live += length;
        _inMemory.Write(length);
        return new PlacedBlock(address, length);
    }

    private void Empty(StatePage page, IBlockOwner owner, IBlockPacker? packer)
    {
        int ahead = StateBlock.Unit;
        for (int i = 0; i < BlocksAhead; i++)
        {
            ahead = LookAhead(page, ahead, owner);
        }

        for (int at = StateBlock.Unit; at < page.Filled;)
        {
            ahead = LookAhead(page, ahead, owner);
            ReadOnlySpan<byte> block = page.Bytes is { } bytes ? bytes.AsSpan(at) : _spill!.Read(page, at);
            int length = StateBlock.LengthOf(block);
            int slot = StateBlock.SlotOf(block);
            if (owner.BlockOf(slot) == (uint)((page.Number * UnitsPerPage) + (at / StateBlock.Unit)))
            {
                ReadOnlySpan<byte> state = StateBlock.StateOf(block);
                owner.Moved(slot, Keep(page.Age, slot, StateBlock.IdOf(block), packer is null ? state : packer.Pack(slot, state)));
            }

            at += length;
        }

        Drop(page);
    }

    // A page is gone through in order, but its blocks' slots lie anywhere.
    private static int LookAhead(StatePage page, int at, IBlockOwner owner)
    {
        if (at >= page.Filled || page.Bytes is not { } bytes)
        {
            return at;
        }

        ReadOnlySpan<byte> block = bytes.AsSpan(at);
        owner.PrefetchSlot(StateBlock.SlotOf(block));
        return at + StateBlock.LengthOf(block);
    }

    private PlacedBlock Keep(long age, int slot, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        if (!HasRoom(_old, StateBlock.LengthOf(id.Length, state.Length)))
        {
            Open(ref _old, age);
        }

        _old!.Age = Math.Max(_old.Age, age);
        return Write(_old, slot, id, state);
    }

    private void Open(ref StatePage? page, long age)
    {
        StatePage? full = page;
        if (!_freeNumbers.TryPop(out int number))
        {
            number = _pages.Count;
            _pages.Add(null);
            if (number == _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(64, _bytes.Length * 2));
            }
        }

        byte[] bytes = _spares.TryPop(out byte[]? spare) ? spare : NewBytes();
        page = _pages[number] = new StatePage(number, bytes, age);
        _bytes[number] = bytes;
        _opened++;
        _inMemory.Add(page, 1);
        if (full is { Live: 0 })
        {
            Drop(full);
        }
        else if (full is not null)
        {
            _spill?.Offer(full);
        }
    }

    private byte[] NewBytes()
    {
        if (_spill is null && _inMemory.Pages >= ManyPages)
        {
            AddTogether();
        }

        return _spares.TryPop(out byte[]? bytes) ? bytes : GC.AllocateUninitializedArray<byte>(PageBytes);
    }

    // Before anything is written: then there is nothing for the operating system to copy into the large pages.
    private void AddTogether()
    {
        if (!_areMany)
        {
            _areMany = true;
            AskForHugePages(_bytes);
        }

        byte[][] fresh = [.. Enumerable.Range(0, Together).Select(_ => GC.AllocateUninitializedArray<byte>(PageBytes))];
        AskForHugePages(fresh);
        Array.ForEach(fresh, _spares.Push);
    }

    private static void AskForHugePages(IEnumerable<byte[]?> all)
    {
        foreach (byte[]? bytes in all)
        {
            if (bytes is not null)
            {
                HugePages.Ask(bytes);
            }
        }
    }

    private void Drop(StatePage page)
    {
        TallyOf(page).Add(page, -1);
        if (page.Bytes is null)
        {
            _spill!.Free(page);
        }
        else if (_spares.Count < (_spill is null ? MaxSpares : Math.Max(MaxSparesBounded, _wanted)))
        {
            _spares.Push(page.Bytes);
        }

        TakeBytes(page);
        _pages[page.Number] = null;
        _freeNumbers.Push(page.Number);
    }

    private void TakeBytes(StatePage page)
    {
        page.Bytes = null;
        _bytes[page.Number] = null;
    }

    // Not the page with the least in use: a page can be short of blocks without a gap, and emptying it would gain nothing.
    private StatePage? Emptiest(bool inScratch)
    {
        StatePage? emptiest = null;
        foreach (StatePage? page in _pages)
        {
            bool isMeant = page is not null && page != _young && page != _old && (page.Bytes is null) == inScratch;
            emptiest = isMeant && (emptiest is null || page!.Gaps > emptiest.Gaps) ? page : emptiest;
        }

        return emptiest;
    }
}
