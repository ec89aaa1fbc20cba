using EngageStream.Domain.Time;

namespace EngageStream.Domain.State;

/// <summary>
/// Hashes of a user's message ids of the last 24 hours of the shard clock, the last 64 at most; the oldest makes room.
/// A hash is 8 bytes: among 64, a false duplicate comes once in 3 × 10¹⁷ events.
/// </summary>
public sealed class RecentMessages
{
    /// <summary>Most ids remembered for one user.</summary>
    public const int Capacity = 64;

    /// <summary>How long an id is remembered, in milliseconds.</summary>
    public const long HorizonMs = Durations.Day;

    private ulong[] _hashes = [];
    private uint[] _minutes = [];

    /// <summary>Ids remembered.</summary>
    public int Count { get; private set; }

    /// <summary>The hashes, in no order that matters.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Minute (Unix) of the shard clock at which each was seen.</summary>
    public ReadOnlySpan<uint> Minutes => _minutes.AsSpan(0, Count);

    /// <summary>Remembers a message; false if it is remembered already.</summary>
    /// <param name="hash">Hash of the message id.</param>
    /// <param name="nowMs">Shard clock.</param>
    public bool TryAdd(ulong hash, long nowMs)
    {
        int at = Hashes.IndexOf(hash);
        uint now = (uint)(nowMs / Durations.Minute);
        if (at >= 0)
        {
            if (!IsOver(_minutes[at], now))
            {
                return false;
            }

            _minutes[at] = now;
            return true;
        }

        Put(hash, now);
        return true;
    }

    /// <summary>Restores a remembered message.</summary>
    public void Append(ulong hash, uint minute)
    {
        EnsureCapacity(Count + 1);
        _hashes[Count] = hash;
        _minutes[Count++] = minute;
    }

    /// <summary>Whether a message seen at a minute is forgotten as of another.</summary>
    public static bool IsOver(uint minute, uint nowMinute) => nowMinute >= minute + (uint)(HorizonMs / Durations.Minute);

    /// <summary>Makes this memory equal to another.</summary>
    public void CopyFrom(RecentMessages other)
    {
        EnsureCapacity(other.Count);
        other.Hashes.CopyTo(_hashes);
        other.Minutes.CopyTo(_minutes);
        Count = other.Count;
    }

    /// <summary>Forgets every message and keeps the memory.</summary>
    public void Clear() => Count = 0;

    private void Put(ulong hash, uint now)
    {
        if (Count == _hashes.Length)
        {
            DropOver(now);
        }

        if (Count == Capacity)
        {
            int oldest = 0;
            for (int i = 1; i < Count; i++)
            {
                oldest = _minutes[i] < _minutes[oldest] ? i : oldest;
            }

            Count--;
            _hashes.AsSpan(oldest + 1, Count - oldest).CopyTo(_hashes.AsSpan(oldest));
            _minutes.AsSpan(oldest + 1, Count - oldest).CopyTo(_minutes.AsSpan(oldest));
        }

        Append(hash, now);
    }

    private void DropOver(uint now)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!IsOver(_minutes[i], now))
            {
                _hashes[kept] = _hashes[i];
                _minutes[kept++] = _minutes[i];
            }
        }

        Count = kept;
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
