namespace EngageStream.Runtime.Users;

/// <summary>Knows where the block of a slot is.</summary>
internal interface IBlockOwner
{
    /// <summary>Address of the slot's block, or <see cref="StatePages.None"/>.</summary>
    uint BlockOf(int slot);

    /// <summary>A hint that the slot's block will be asked for soon.</summary>
    void PrefetchSlot(int slot);

    /// <summary>The slot's block is elsewhere now.</summary>
    void Moved(int slot, PlacedBlock block);
}
