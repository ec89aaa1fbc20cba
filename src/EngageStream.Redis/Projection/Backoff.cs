namespace EngageStream.Redis.Projection;

/// <summary>When to try again what failed: soon, then less and less often. Not thread-safe.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private TimeSpan _pause;
    private long _since;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsWaiting => _pause > TimeSpan.Zero;

    /// <summary>Whether it is time to try.</summary>
    public bool IsDue => !IsWaiting || time.GetElapsedTime(_since) >= _pause;

    /// <summary>The attempt failed.</summary>
    public void Failed()
    {
        _pause = IsWaiting ? (_pause * 2 < Longest ? _pause * 2 : Longest) : Shortest;
        _since = time.GetTimestamp();
    }

    /// <summary>The attempt succeeded.</summary>
    public void Succeeded() => _pause = TimeSpan.Zero;
}
