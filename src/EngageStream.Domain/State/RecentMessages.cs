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

    private const int Smallest = 4;

    // A ring: the oldest lies at the head. Hashes lie apart from minutes, so that a search runs over hashes alone.
    private ulong[] _hashes = [];
    private uint[] _minutes = [];
    private int _head;

    /// <summary>An empty memory.</summary>
    public RecentMessages()
    {
    }

    /// <summary>Ids remembered.</summary>
    public int Count { readonly get; private set; }

    /// <summary>A hash by age, the oldest first.</summary>
    public readonly ulong HashAt(int index) => _hashes[PlaceOf(index)];

    /// <summary>Minute (Unix) of the shard clock at which a message was seen, by age.</summary>
    public readonly uint MinuteAt(int index) => _minutes[PlaceOf(index)];

    /// <summary>Remembers a message; false if it is remembered already.</summary>
    /// <param name="hash">Hash of the message id.</param>
    /// <param name="nowMs">Shard clock; never earlier than at the last call.</param>
    public bool TryAdd(ulong hash, long nowMs)
    {
        uint now = (uint)(nowMs / Durations.Minute);
        int place = Find(hash);
        if (place >= 0 && !IsOver(_minutes[place], now))
        {
            return false;
        }

        if (place >= 0 || Count == Capacity || (Count == _hashes.Length && Count > 0 && IsOver(_minutes[_head], now)))
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
        int place = PlaceOf(Count++);
        _hashes[place] = hash;
        _minutes[place] = minute;
    }

    /// <summary>Whether a message seen at a minute is forgotten as of another.</summary>
    public static bool IsOver(uint minute, uint nowMinute) => nowMinute >= minute + (uint)(HorizonMs / Durations.Minute);

    /// <summary>What <see cref="TakeBack"/> needs to undo one <see cref="TryAdd"/> that comes after.</summary>
    public readonly RecentMessagesMark Mark()
    {
        int next = _hashes.Length == 0 ? -1 : PlaceOf(Count);
        return next < 0 ? default : new RecentMessagesMark(_hashes.Length, _head, Count, _hashes[next], _minutes[next]);
    }

    /// <summary>Undoes at most one <see cref="TryAdd"/> since the mark. What it drops stays in place, one entry apart.</summary>
    public void TakeBack(in RecentMessagesMark mark)
    {
        bool hasGrown = _hashes.Length != mark.Length;
        _head = hasGrown ? 0 : mark.Head;
        Count = mark.Count;
        if (!hasGrown && mark.Length > 0)
        {
            int next = PlaceOf(Count);
            _hashes[next] = mark.NextHash;
            _minutes[next] = mark.NextMinute;
        }
    }

    /// <summary>Makes this memory equal to another.</summary>
    public void CopyFrom(in RecentMessages other)
    {
        Clear();
        EnsureCapacity(other.Count);
        other.CopyTo(_hashes, _minutes);
        Count = other.Count;
    }

    /// <summary>Asks for the hashes, and for the place in the minutes that is written next.</summary>
    internal readonly void Prefetch()
    {
        CacheLines.Prefetch(_hashes, _hashes.Length);
        CacheLines.Prefetch(_minutes, _minutes.Length);
    }

    /// <summary>Forgets every message and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _head = 0;
    }

    private readonly int PlaceOf(int index)
    {
        int place = _head + index;
        return place < _hashes.Length ? place : place - _hashes.Length;
    }

    private readonly int Find(ulong hash)
    {
        int untilEnd = Math.Min(Count, _hashes.Length - _head);
        int at = _hashes.AsSpan(_head, untilEnd).IndexOf(hash);
        return at >= 0 ? _head + at : _hashes.AsSpan(0, Count - untilEnd).IndexOf(hash);
    }

    // The order is that of time, so what is over stands first; without any, the oldest makes room if there is none.
    private void DropOldest(uint now)
    {
        int over = 0;
        while (over < Count && IsOver(MinuteAt(over), now))
        {
            over++;
        }

        over = Math.Max(over, Count == Capacity ? 1 : 0);
        _head = PlaceOf(over);
        Count -= over;
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity > _hashes.Length)
        {
            int size = Math.Min(Capacity, Math.Max(Math.Max(capacity, Smallest), _hashes.Length * 2));
            ulong[] hashes = new ulong[size];
            uint[] minutes = new uint[size];
            CopyTo(hashes, minutes);
            (_hashes, _minutes, _head) = (hashes, minutes, 0);
        }
    }

    private readonly void CopyTo(ulong[] hashes, uint[] minutes)
    {
        int untilEnd = Math.Min(Count, _hashes.Length - _head);
        Array.Copy(_hashes, _head, hashes, 0, untilEnd);
        Array.Copy(_hashes, 0, hashes, untilEnd, Count - untilEnd);
        Array.Copy(_minutes, _head, minutes, 0, untilEnd);
        Array.Copy(_minutes, 0, minutes, untilEnd, Count - untilEnd);
    }
}
