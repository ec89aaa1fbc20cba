using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Reads;

/// <summary>What a stream thread says to a question.</summary>
/// <param name="IsHere">Whether the partition was at work on the thread; if not, nothing is said of the person.</param>
/// <param name="User">What is committed of the person; <see langword="null"/> for nothing.</param>
internal readonly record struct ReadAnswer(bool IsHere, CommittedUser? User)
{
    /// <summary>The partition is not, or no longer, the thread's.</summary>
    public static ReadAnswer NotHere { get; }
}
