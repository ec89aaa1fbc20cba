namespace EngageStream.Runtime.Users;

/// <summary>One page of blocks.</summary>
internal sealed class StatePage(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    /// <summary>Where the next block goes.</summary>
    public int Filled { get; set; } = StateBlock.Unit;

    /// <summary>Bytes of the blocks in use.</summary>
    public int Live { get; set; }

    /// <summary>Bytes of blocks given up.</summary>
    public int Gaps => Filled - StateBlock.Unit - Live;
}
