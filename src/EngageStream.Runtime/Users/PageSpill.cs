using EngageStream.Runtime.Scratch;

namespace EngageStream.Runtime.Users;

/// <summary>
/// Moves pages to the scratch file, the oldest first: who is in them has been idle longest. When the file cannot be written,
/// pages stay in memory, above the bound, and it is tried again after a while: nothing is lost.
/// </summary>
/// <param name="folder">Folder of the scratch file, which is made when the first page goes.</param>
/// <param name="residentBytes">Most bytes of the file that the process's memory holds at a time.</param>
/// <param name="failed">Told why pages stay in memory, each time.</param>
internal sealed class PageSpill(string folder, long residentBytes, Action<Exception>? failed)
{
    // So many pages are filled before the next attempt: about 16 MB.
    private const int PagesBetweenAttempts = 64;

    // A block of this length is taken for granted when it is asked for ahead.
    private const int UsualBlock = 256;

    private readonly PriorityQueue<StatePage, long> _full = new();
    private ScratchFile? _file;
    private int _wait;
    private int _pruneAt = 256;

    /// <summary>Times that pages had to stay in memory.</summary>
    public long Failures { get; private set; }

    /// <summary>Bytes of the file that the process's memory may hold.</summary>
    public long ResidentBytes => _file?.ResidentBytes ?? 0;

    /// <summary>A page is full and can go.</summary>
    public void Offer(StatePage page)
    {
        if (_full.Count >= _pruneAt)
        {
            Prune();
        }

        _full.Enqueue(page, page.Age);
        _wait -= _wait > 0 ? 1 : 0;
    }

    /// <summary>
    /// Writes the oldest page to the file and returns it, its memory still with it; <see langword="null"/> where there is none, or the
    /// file cannot take it.
    /// </summary>
    public StatePage? TakeOldest()
    {
        while (_wait == 0 && _full.TryPeek(out StatePage? page, out _))
        {
            // Pages that were emptied since are still in the queue.
            if (page.Bytes is not null && !TryWrite(page))
            {
                return null;
            }

            _full.Dequeue();
            if (page.Region >= 0)
            {
                return page;
            }
        }

        return null;
    }

    /// <summary>A page's bytes from some place on, where a block begins.</summary>
    public ReadOnlySpan<byte> Read(StatePage page, int from)
    {
        ReadOnlySpan<byte> block = _file!.Read(page.Region, from, StateBlock.HeaderLength);
        return _file.Read(page.Region, from, StateBlock.LengthOf(block));
    }

    /// <summary>Asks for a block.</summary>
    public void ReadAhead(StatePage page, int from) =>
        _file!.ReadAhead(page.Region, from, Math.Min(UsualBlock, StatePages.PageBytes - from));

    /// <summary>Gives a page's region up.</summary>
    public void Free(StatePage page)
    {
        _file!.Free(page.Region);
        page.Region = -1;
    }

    // While memory suffices nobody takes out the pages that were emptied.
    private void Prune()
    {
        (StatePage Page, long Age)[] full = [.. _full.UnorderedItems.Where(item => item.Element.Bytes is not null)];
        _full.Clear();
        _full.EnqueueRange(full);
        _pruneAt = Math.Max(256, full.Length * 2);
    }

    private bool TryWrite(StatePage page)
    {
        try
        {
            _file ??= new ScratchFile(folder, StatePages.PageBytes, residentBytes);
            page.Region = _file.Write(page.Bytes);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failures++;
            _wait = PagesBetweenAttempts;
            failed?.Invoke(error);
            return false;
        }
    }
}
