using System.Runtime.InteropServices;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.State;

/// <summary>
/// Hashes of a user's message ids of the last 24 hours of the shard clock, the last 64 at most; the oldest makes room.
/// A hash is 8 bytes: among 64, a false duplicate comes once in 3 × 10¹⁷ events. A view: to copy it is to look at the same.
/// </summary>
public readonly ref struct RecentMessages
{
    /// <summary>Most ids remembered for one user.</summary>
    public const int Capacity = 64;

    /// <summary>How long an id is remembered, in milliseconds.</summary>
    public const long HorizonMs = Durations.Day;

    private const int Smallest = 4;

    // A ring: the oldest lies at the head. The lower halves of the hashes lie together, so that a search runs over these alone: as
    // many as there is room for, then the upper halves, then the minutes.
    private readonly ref UserLists _lists;

    internal RecentMessages(ref UserLists lists) => _lists = ref lists;

    /// <summary>Ids remembered.</summary>
    public int Count => _lists.RecentCount;

    /// <summary>A hash by age, the oldest first.</summary>
    public ulong HashAt(int index) => HashIn(PlaceOf(index));

    /// <summary>Minute (Unix) of the shard clock at which a message was seen, by age.</summary>
    public uint MinuteAt(int index) => Minutes[PlaceOf(index)];

    /// <summary>The messages by age, from one on as far as they lie together.</summary>
    internal RecentRun RunFrom(int index)
    {
        int place = PlaceOf(index);
        int length = Math.Min(Count - index, Room - place);
        Span<uint> halves = Halves;
        return new RecentRun(halves.Slice(place, length), halves.Slice(Room + place, length), halves.Slice((2 * Room) + place, length));
    }

    private Span<uint> Halves => MemoryMarshal.Cast<ulong, uint>(_lists.Items<ulong>(UserList.Recent));

    private Span<uint> Minutes => Halves.Slice(2 * Room, Room);

    private int Room => _lists.RecentRoom;

    private int Head => _lists.RecentHead;

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

        if (place >= 0 || Count == Capacity || (Count == Room && Count > 0 && IsOver(Minutes[Head], now)))
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
        int place = PlaceOf(Count);
        _lists.RecentCount++;
        Put(place, hash, minute);
    }

    /// <summary>Makes room for so many messages and a few more, so that the next ones find some.</summary>
    public void Reserve(int count)
    {
        if (count > 0)
        {
            EnsureCapacity(Math.Min(Capacity, count + Smallest));
        }
    }

    /// <summary>Whether a message seen at a minute is forgotten as of another.</summary>
    public static bool IsOver(uint minute, uint nowMinute) => nowMinute >= minute + (uint)(HorizonMs / Durations.Minute);

    /// <summary>What <see cref="TakeBack"/> needs to undo one <see cref="TryAdd"/> that comes after.</summary>
    public RecentMessagesMark Mark()
    {
        int next = Room == 0 ? -1 : PlaceOf(Count);
        return next < 0 ? default : new RecentMessagesMark(Room, Head, Count, HashIn(next), Minutes[next]);
    }

    /// <summary>Undoes at most one <see cref="TryAdd"/> since the mark. What it drops stays in place, one entry apart.</summary>
    public void TakeBack(in RecentMessagesMark mark)
    {
        bool hasGrown = Room != mark.Length;
        _lists.RecentHead = (byte)(hasGrown ? 0 : mark.Head);
        _lists.RecentCount = (byte)mark.Count;
        if (!hasGrown && mark.Length > 0)
        {
            int next = PlaceOf(Count);
            Put(next, mark.NextHash, mark.NextMinute);
        }
    }

    private static int WordsOf(int room) => room + ((room + 1) / 2);

    private int PlaceOf(int index)
    {
        int place = Head + index;
        return place < Room ? place : place - Room;
    }

    private ulong HashIn(int place)
    {
        Span<uint> halves = Halves;
        return halves[place] | ((ulong)halves[place + Room] << 32);
    }

    private void Put(int place, ulong hash, uint minute)
    {
        Span<uint> halves = Halves;
        int room = Room;
        halves[place] = (uint)hash;
        halves[place + room] = (uint)(hash >> 32);
        halves[place + (2 * room)] = minute;
    }

    // The order does not matter here: a ring that goes over the end is two runs, a full one a single run.
    private int Find(ulong hash)
    {
        int untilEnd = Count == Room ? Room : Math.Min(Count, Room - Head);
        int at = FindIn(Count == Room ? 0 : Head, untilEnd, hash);
        return at >= 0 || untilEnd == Count ? at : FindIn(0, Count - untilEnd, hash);
    }

    private int FindIn(int start, int length, ulong hash)
    {
        Span<uint> halves = Halves;
        for (int end = start + length; start < end; start++)
        {
            int at = halves[start..end].IndexOf((uint)hash);
            if (at < 0)
            {
                return -1;
            }

            start += at;
            if (halves[start + Room] == (uint)(hash >> 32))
            {
                return start;
            }
        }

        return -1;
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
        _lists.RecentHead = (byte)PlaceOf(over);
        _lists.RecentCount -= (byte)over;
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity > Room)
        {
            Grow(Math.Min(Capacity, Math.Max(Math.Max(capacity, Smallest), Room * 2)));
        }
    }

    private void Grow(int room)
    {
        int count = Count;
        Span<ulong> hashes = stackalloc ulong[count];
        Span<uint> minutes = stackalloc uint[count];
        for (int i = 0; i < count; i++)
        {
            (hashes[i], minutes[i]) = (HashAt(i), MinuteAt(i));
        }

        _lists.Resize(UserList.Recent, WordsOf(room));
        (_lists.RecentRoom, _lists.RecentHead) = ((byte)room, 0);
        for (int i = 0; i < count; i++)
        {
            Put(i, hashes[i], minutes[i]);
        }
    }
}
