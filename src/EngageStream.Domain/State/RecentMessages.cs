using EngageStream.Domain.Time;

namespace EngageStream.Domain.State;

/// <summary>
/// Hashes of a user's message ids of the last 24 hours of the shard clock, the last 64 at most; the oldest makes room.
/// A hash is 8 bytes: among 64, a false duplicate comes once in 3 × 10¹⁷ events.
/// </summary>
public struct RecentMessages
{
    /// <summary>Most ids remembered for one user.</summary>
    public const int Capacity = 64;

    /// <summary>How long an id is remembered, in milliseconds.</summary>
    public const long HorizonMs = Durations.Day;

    private ulong[] _hashes = [];
    private uint[] _minutes = [];

    /// <summary>An empty memory.</summary>
    public RecentMessages()
    {
    }

    /// <summary>Ids remembered.</summary>
    public int Count { readonly get; private set; }

    /// <summary>The hashes, oldest first.</summary>
    public readonly ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Minute (Unix) of the shard clock at which each was seen.</summary>
    public readonly ReadOnlySpan<uint> Minutes => _minutes.AsSpan(0, Count);

    /// <summary>Remembers a message; false if it is remembered already.</summary>
    /// <param name="hash">Hash of the message id.</param>
    /// <param name="nowMs">Shard clock; never earlier than at the last call.</param>
    public bool TryAdd(ulong hash, long nowMs)
    {
        uint now = (uint)(nowMs / Durations.Minute);
        int at = Hashes.IndexOf(hash);
        if (at >= 0 && !IsOver(_minutes[at], now))
        {
            return false;
        }

        if (at >= 0 || Count == Capacity || (Count == _hashes.Length && Count > 0 && IsOver(_minutes[0], now)))
        {
            DropOldest(now);
        }

        Append(hash, now);
        return true;
    }

    /// <summary>Adds a message later than all others.</summary>
    public void Append(ulong hash, uint minute)
    {
        EnsureCapacity(Count + 1);
        _hashes[Count] = hash;
        _minutes[Count++] = minute;
    }

    /// <summary>Whether a message seen at a minute is forgotten as of another.</summary>
    public static bool IsOver(uint minute, uint nowMinute) => nowMinute >= minute + (uint)(HorizonMs / Durations.Minute);

    /// <summary>Makes this memory equal to another.</summary>
    public void CopyFrom(in RecentMessages other)
    {
        EnsureCapacity(other.Count);
        other.Hashes.CopyTo(_hashes);
        other.Minutes.CopyTo(_minutes);
        Count = other.Count;
    }

    /// <summary>Forgets every message and keeps the memory.</summary>
    public void Clear() => Count = 0;

    // The order is that of time, so what is over stands first; without any, the oldest makes room if there is none.
    private void DropOldest(uint now)
    {
        int over = 0;
        while (over < Count && IsOver(_minutes[over], now))
        {
            over++;
        }

        over = Math.Max(over, Count == Capacity ? 1 : 0);
        Count -= over;
        _hashes.AsSpan(over, Count).CopyTo(_hashes);
        _minutes.AsSpan(over, Count).CopyTo(_minutes);
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity > _hashes.Length)
        {
            int size = Math.Min(Capacity, Math.Max(capacity, _hashes.Length * 2));
            Array.Resize(ref _hashes, size);
            Array.Resize(ref _minutes, size);
        }
    }
}
