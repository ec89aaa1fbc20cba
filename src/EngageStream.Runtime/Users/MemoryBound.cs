namespace EngageStream.Runtime.Users;

/// <summary>
/// Shares a bound on memory out. What finds a user (index, slot, timer, place in the log) has to be at hand; of the rest, active
/// users get up to a half, the scratch file's mapping a little, and the pages what is left.
/// </summary>
/// <param name="bytes">The bound; 0 for none.</param>
internal sealed class MemoryBound(long bytes)
{
    // Below this, everything would go to and fro.
    private const long LeastPageBytes = 2 * StatePages.PageBytes;

    // So much may come beyond the active users' share until a commit lets them be packed: less would make each commit a small one.
    private const long LeastExcessBytes = 1_000_000;

    /// <summary>Whether there is a bound.</summary>
    public bool IsSet => bytes > 0;

    /// <summary>Most bytes of the scratch file that are mapped at a time.</summary>
    public long MappedBytes => Math.Clamp(bytes / 16, 256 * 1024, 16 * 1024 * 1024);

    /// <summary>Most bytes of unpacked states.</summary>
    public long ActiveBytes(long directoryBytes) =>
        IsSet ? Math.Max(bytes / 8, (bytes - directoryBytes - MappedBytes) / 2) : long.MaxValue;

    /// <summary>Bytes of unpacked states from which on a commit should not be waited for.</summary>
    public long PressingBytes(long directoryBytes)
    {
        long share = ActiveBytes(directoryBytes);
        return IsSet ? share + Math.Max(share / 2, LeastExcessBytes) : share;
    }

    /// <summary>Most bytes of pages in memory.</summary>
    public long PageBytes(long directoryBytes, long activeBytes) =>
        IsSet ? Math.Max(LeastPageBytes, bytes - directoryBytes - MappedBytes - activeBytes) : long.MaxValue;
}
