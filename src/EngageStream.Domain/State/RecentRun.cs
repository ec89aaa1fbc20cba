namespace EngageStream.Domain.State;

/// <summary>Recent messages that lie together, by age.</summary>
/// <param name="lower">Lower halves of their hashes.</param>
/// <param name="upper">Upper halves.</param>
/// <param name="minutes">Minutes at which they were seen.</param>
internal readonly ref struct RecentRun(ReadOnlySpan<uint> lower, ReadOnlySpan<uint> upper, ReadOnlySpan<uint> minutes)
{
    private readonly ReadOnlySpan<uint> _lower = lower;
    private readonly ReadOnlySpan<uint> _upper = upper;
    private readonly ReadOnlySpan<uint> _minutes = minutes;

    /// <summary>Messages in it.</summary>
    public int Length => _lower.Length;

    /// <summary>Hash of a message.</summary>
    public ulong HashAt(int index) => _lower[index] | ((ulong)_upper[index] << 32);

    /// <summary>When it was seen.</summary>
    public uint MinuteAt(int index) => _minutes[index];
}
