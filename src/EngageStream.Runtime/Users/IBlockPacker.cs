namespace EngageStream.Runtime.Users;

/// <summary>Packs a state anew.</summary>
internal interface IBlockPacker
{
    /// <summary>The state of a slot without what has expired, valid until the next call; as it is where nothing can be left out.</summary>
    ReadOnlySpan<byte> Pack(int slot, ReadOnlySpan<byte> state);
}
