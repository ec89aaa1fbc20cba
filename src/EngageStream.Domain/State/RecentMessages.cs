using System.Runtime.InteropServices;
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

    // A ring: the oldest lies at the head. Hashes lie apart from minutes, so that a search runs over hashes alone; but in one
    // array, for an array more is a cache miss more: as many hashes as there is room for, then their minutes, two to a word.
    private SlabBlock<ulong> _words;
    private int _room;
    private int _head;

    /// <summary>An empty memory.</summary>
    /// <param name="memory">Where the hashes will lie.</param>
    public RecentMessages(SlabAllocator<ulong> memory) => _words = memory.Empty;

    /// <summary>Ids remembered.</summary>
    public int Count { readonly get; private set; }

    /// <summary>A hash by age, the oldest first.</summary>
    public readonly ulong HashAt(int index) => Hashes[PlaceOf(index)];

    /// <summary>Minute (Unix) of the shard clock at which a message was seen, by age.</summary>
    public readonly uint MinuteAt(int index) => Minutes[PlaceOf(index)];

    /// <summary>Hashes and minutes by age, from one on as far as they lie together.</summary>
    internal readonly ReadOnlySpan<ulong> RunFrom(int index, out ReadOnlySpan<uint> minutes)
    {
        int place = PlaceOf(index);
        int length = Math.Min(Count - index, _room - place);
        minutes = Minutes.Slice(place, length);
        return Hashes.Slice(place, length);
    }

    private readonly Span<ulong> Hashes => _words.First(_room);

    private readonly Span<uint> Minutes => MemoryMarshal.Cast<ulong, uint>(_words.First(WordsOf(_room))[_room..]);

    /// <summary>Remembers a message; false if it is remembered already.</summary>
    /// <param name="hash">Hash of the message id.</param>
    /// <param name="nowMs">Shard clock; never earlier than at the last call.</param>
    public bool TryAdd(ulong hash, long nowMs)
    {
        uint now = (uint)(nowMs / Durations.Minute);
        int place = Find(hash);
        if (place >= 0 && !IsOver(Minutes[place], now))
        {
            return false;
        }

        if (place >= 0 || Count == Capacity || (Count == _room && Count > 0 && IsOver(Minutes[_head], now)))
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
        Hashes[place] = hash;
        Minutes[place] = minute;
    }

    /// <summary>Whether a message seen at a minute is forgotten as of another.</summary>
    public static bool IsOver(uint minute, uint nowMinute) => nowMinute >= minute + (uint)(HorizonMs / Durations.Minute);

    /// <summary>What <see cref="TakeBack"/> needs to undo one <see cref="TryAdd"/> that comes after.</summary>
    public readonly RecentMessagesMark Mark()
    {
        int next = _room == 0 ? -1 : PlaceOf(Count);
        return next < 0 ? default : new RecentMessagesMark(_room, _head, Count, Hashes[next], Minutes[next]);
    }

    /// <summary>Undoes at most one <see cref="TryAdd"/> since the mark. What it drops stays in place, one entry apart.</summary>
    public void TakeBack(in RecentMessagesMark mark)
    {
        bool hasGrown = _room != mark.Length;
        _head = hasGrown ? 0 : mark.Head;
        Count = mark.Count;
        if (!hasGrown && mark.Length > 0)
        {
            int next = PlaceOf(Count);
            Hashes[next] = mark.NextHash;
            Minutes[next] = mark.NextMinute;
        }
    }

    /// <summary>Makes this memory equal to another.</summary>
    public void CopyFrom(in RecentMessages other)
    {
        Clear();
        EnsureCapacity(other.Count);
        other.CopyTo(Hashes, Minutes);
        Count = other.Count;
    }

    /// <summary>Asks for the hashes, and for the place in the minutes that is written next.</summary>
    internal readonly void Prefetch() => _words.Prefetch(WordsOf(_room));

    /// <summary>Forgets every message and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _head = 0;
    }

    /// <summary>Forgets every message and gives the memory back.</summary>
    public void Release()
    {
        Clear();
        _room = 0;
        _words = _words.Release();
    }

    private static int WordsOf(int room) => room + ((room + 1) / 2);

    private readonly int PlaceOf(int index)
    {
        int place = _head + index;
        return place < _room ? place : place - _room;
    }

    private readonly int Find(ulong hash)
    {
        int untilEnd = Math.Min(Count, _room - _head);
        int at = Hashes.Slice(_head, untilEnd).IndexOf(hash);
        return at >= 0 ? _head + at : Hashes[..(Count - untilEnd)].IndexOf(hash);
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
        if (capacity > _room)
        {
            int room = Math.Min(Capacity, Math.Max(Math.Max(capacity, Smallest), _room * 2));
            SlabBlock<ulong> words = _words.Slab.Owner.Rent(WordsOf(room));
            CopyTo(words.All, MemoryMarshal.Cast<ulong, uint>(words.All[room..]));
            _words.Release();
            (_words, _room, _head) = (words, room, 0);
        }
    }

    private readonly void CopyTo(Span<ulong> hashes, Span<uint> minutes)
    {
        int untilEnd = Math.Min(Count, _room - _head);
        Hashes.Slice(_head, untilEnd).CopyTo(hashes);
        Hashes[..(Count - untilEnd)].CopyTo(hashes[untilEnd..]);
        Minutes.Slice(_head, untilEnd).CopyTo(minutes);
        Minutes[..(Count - untilEnd)].CopyTo(minutes[untilEnd..]);
    }
}
