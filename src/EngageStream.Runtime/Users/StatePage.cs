namespace EngageStream.Runtime.Users;

/// <summary>One page of blocks, in memory or in the scratch file.</summary>
internal sealed class StatePage(int number, byte[] bytes, long age)
{
    /// <summary>Its number, which the addresses of its blocks hold.</summary>
    public int Number { get; } = number;

    /// <summary>What it holds; <see langword="null"/> when that is in the scratch file, or the page was given up.</summary>
    public byte[]? Bytes { get; set; } = bytes;

    /// <summary>Region of the scratch file, or -1.</summary>
    public int Region { get; set; } = -1;

    /// <summary>When the youngest of its blocks was first written, counted in pages: all in pages of a lower age are older.</summary>
    public long Age { get; set; } = age;

    /// <summary>Where the next block goes.</summary>
    public int Filled { get; set; } = StateBlock.Unit;

    /// <summary>Bytes of the blocks in use.</summary>
    public int Live { get; set; }

    /// <summary>Bytes of blocks given up.</summary>
    public int Gaps => Filled - StateBlock.Unit - Live;
}
