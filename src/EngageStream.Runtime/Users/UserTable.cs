using System.Runtime.CompilerServices;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Users;

/// <summary>
/// All users of a shard. Each has a slot. A block in the pages holds what the last commit wrote of the user, so that a step
/// can always go back to it; an active user has an unpacked state besides.
/// </summary>
internal sealed class UserTable : IUserIds, IBlockOwner
{
    // Of one slot: the slot itself, its timer in the queue, and its place in the log's queue.
    private const int SlotBytes = 32 + 16 + 4;

    private readonly ChunkedArray<UserSlot> _slots;
    private readonly Stack<int> _freeSlots = new();
    private readonly UserIndex _index;
    private readonly UserStateCodec _codec;
    private readonly MemoryBound _bound;

    /// <param name="slots">What is known of the users; empty. Others keep what is theirs there, too, and only this table adds to it.</param>
    /// <param name="codec">Packs and unpacks states.</param>
    /// <param name="bound">Bound on the memory of all users; <see langword="null"/> for none.</param>
    /// <param name="spill">Takes the pages beyond it; <see langword="null"/> where they have to stay.</param>
    public UserTable(ChunkedArray<UserSlot> slots, UserStateCodec codec, MemoryBound? bound = null, PageSpill? spill = null)
    {
        _slots = slots;
        _codec = codec;
        _bound = bound ?? new MemoryBound(0);
        _index = new UserIndex(this);
        Pages = new StatePages(spill);
    }

    /// <summary>Blocks of the users.</summary>
    public StatePages Pages { get; }

    /// <summary>Memory of what finds users and their timers.</summary>
    public long DirectoryBytes => _index.Bytes + ((long)SlotCount * SlotBytes);

    /// <summary>Whether unpacked states take more memory than they may.</summary>
    public bool IsCrowded => Active.Bytes > _bound.ActiveBytes(DirectoryBytes);

    /// <summary>Whether they take so much more that a commit, after which they can be packed, should come at once.</summary>
    public bool IsPressing => Active.Bytes > _bound.PressingBytes(DirectoryBytes);

    /// <summary>Users with an unpacked state.</summary>
    public ActiveUsers Active { get; } = new();

    /// <summary>Users.</summary>
    public int Count => _index.Count;

    /// <summary>One more than the highest slot ever used.</summary>
    public int SlotCount => _slots.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> IdOf(int slot)
    {
        ref UserSlot user = ref _slots[slot];
        return user.Active != 0 ? Active[user.Active - 1].State.Id : StateBlock.IdOf(Pages.At(user.Block.Address));
    }

    /// <inheritdoc/>
    public uint BlockOf(int slot) => _slots[slot].Block.Address;

    /// <inheritdoc/>
    public void Moved(int slot, PlacedBlock block) => _slots[slot].Block = block;

    /// <summary>The compact state in a slot's block.</summary>
    public ReadOnlySpan<byte> StateOf(int slot) => StateBlock.StateOf(Pages.At(_slots[slot].Block.Address));

    /// <summary>The slot of a user, or -1.</summary>
    public int Find(uint hash, ReadOnlySpan<byte> id) => _index.Find(hash, id);

    /// <summary>Asks for the index's entry of a hash: the first of the steps to a user that need not wait for each other.</summary>
    public void PrefetchEntry(uint hash) => _index.Prefetch(hash);

    /// <summary>Asks for the slot of a hash, and returns it; -1 for nobody.</summary>
    public int PrefetchSlot(uint hash)
    {
        int slot = _index.Guess(hash);
        if (slot >= 0)
        {
            PrefetchSlot(slot);
        }

        return slot;
    }

    /// <inheritdoc/>
    public void PrefetchSlot(int slot) => CacheLines.Prefetch(ref Unsafe.As<UserSlot, byte>(ref _slots[slot]));

    /// <summary>Asks for where a user is known among the active, or else for the user's block. Nothing for nobody (-1).</summary>
    public void PrefetchPlace(int slot)
    {
        if (slot < 0)
        {
            return;
        }

        ref UserSlot user = ref _slots[slot];
        if (user.Active != 0)
        {
            Active.PrefetchPlace(user.Active - 1);
        }
        else
        {
            PrefetchBlock(user.Block.Address);
        }
    }

    /// <summary>Asks for the state of a user, if active.</summary>
    public void PrefetchState(int slot)
    {
        if (ActiveIn(slot) is { } user)
        {
            CacheLines.PrefetchObject(user);
        }
    }

    /// <summary>Asks for the beginning of the block of a slot.</summary>
    public void PrefetchBlockOf(int slot) => PrefetchBlock(_slots[slot].Block.Address);

    private void PrefetchBlock(uint block)
    {
        if (block != StatePages.None)
        {
            Pages.Prefetch(block);
        }
    }

    /// <summary>The active user of a slot, or <see langword="null"/> when idle.</summary>
    public ActiveUser? ActiveIn(int slot) => _slots[slot].Active is > 0 and int place ? Active[place - 1] : null;

    /// <summary>Unpacks an idle user.</summary>
    public ActiveUser Activate(int slot, uint hash)
    {
        ReadOnlySpan<byte> block = Pages.At(_slots[slot].Block.Address);
        ActiveUser user = Active.Add(slot, hash);
        user.State.Id = StateBlock.IdOf(block);
        _codec.Decode(StateBlock.StateOf(block), user.State);
        _slots[slot].Active = user.Place + 1;
        Active.Measure(user);
        return user;
    }

    /// <summary>Adds a user with a blank state and no block.</summary>
    public ActiveUser Create(uint hash, ReadOnlySpan<byte> id)
    {
        int slot = NewSlot();
        ActiveUser user = Active.Add(slot, hash);
        user.State.Reset();
        user.State.Id = id;
        _slots[slot].Active = user.Place + 1;
        _index.Add(hash, slot);
        Active.Measure(user);
        return user;
    }

    /// <summary>Sets an idle user's block, adding the user if need be, and returns the slot.</summary>
    public int Put(uint hash, ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        int slot = _index.Find(hash, id);
        if (slot >= 0)
        {
            Replace(slot, Pages.Add(slot, id, state));
            return slot;
        }

        slot = NewSlot();
        _slots[slot].Block = Pages.Add(slot, id, state);
        _index.Add(hash, slot);
        return slot;
    }

    /// <summary>Gives a slot another block; the old one is freed.</summary>
    public void Replace(int slot, PlacedBlock block)
    {
        ref UserSlot user = ref _slots[slot];
        PlacedBlock old = user.Block;
        user.Block = block;
        if (!old.IsNone)
        {
            Pages.Free(old);
        }
    }

    /// <summary>Drops the unpacked state of a user who has a block.</summary>
    public void Deactivate(ActiveUser user)
    {
        Active.Remove(user);
        // Whoever was last among the active has this user's place now; it is the user itself where it was last.
        if (user.Place < Active.Count)
        {
            _slots[Active[user.Place].Slot].Active = user.Place + 1;
        }

        _slots[user.Slot].Active = 0;
    }

    /// <summary>Forgets a user.</summary>
    public void Remove(int slot, uint hash)
    {
        _index.Remove(hash, slot);
        if (ActiveIn(slot) is { } user)
        {
            Deactivate(user);
        }

        Replace(slot, block: default);
        _freeSlots.Push(slot);
    }

    /// <summary>Whether a slot stands for a user.</summary>
    public bool IsUsed(int slot) => !_slots[slot].Block.IsNone || _slots[slot].Active != 0;

    /// <summary>Closes gaps in the pages.</summary>
    public void CleanPages()
    {
        while (Pages.NeedsCleaning)
        {
            Pages.CleanOne(this);
        }
    }

    /// <summary>Moves pages that exceed the bound on memory to the scratch file. Active users come first, so pack those beyond theirs before.</summary>
    public void Spill()
    {
        if (_bound.IsSet)
        {
            Pages.Spill(_bound.PageBytes(DirectoryBytes, Active.Bytes));
        }
    }

    /// <summary>Closes nearly all gaps in the pages and gives up the empty ones.</summary>
    public void ReleaseMemory()
    {
        while (Pages.HasGaps)
        {
            Pages.CleanOne(this);
        }

        Pages.ReleaseSpares();
        Active.ReleaseMemory();
        Spill();
    }

    private int NewSlot() => _freeSlots.TryPop(out int slot) ? slot : _slots.Add(default);
}
