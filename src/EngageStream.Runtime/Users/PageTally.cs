namespace EngageStream.Runtime.Users;

/// <summary>Bytes of all pages that are in one place: memory, or the scratch file.</summary>
/// <param name="share">Part of what lives that gaps may take: one in this many.</param>
internal sealed class PageTally(int share)
{
    /// <summary>Pages.</summary>
    public int Pages { get; private set; }

    /// <summary>Bytes of the blocks in use.</summary>
    public long Live { get; private set; }

    /// <summary>Bytes of the pages, as far as they are filled.</summary>
    public long Filled { get; private set; }

    /// <summary>Whether gaps take so much that they should be closed.</summary>
    public bool NeedsCleaning => HasGaps(share);

    /// <summary>Whether gaps take more than one part in so many of what lives.</summary>
    public bool HasGaps(int oneIn) => Filled - Live > (Live / oneIn) + (2 * StatePages.PageBytes);

    /// <summary>A page comes in (1) or leaves (-1).</summary>
    public void Add(StatePage page, int sign)
    {
        Pages += sign;
        Live += sign * page.Live;
        Filled += sign * (page.Filled - StateBlock.Unit);
    }

    /// <summary>A block of a page is written.</summary>
    public void Write(int bytes)
    {
        Live += bytes;
        Filled += bytes;
    }

    /// <summary>A block of a page is given up.</summary>
    public void GiveUp(int bytes) => Live -= bytes;
}
