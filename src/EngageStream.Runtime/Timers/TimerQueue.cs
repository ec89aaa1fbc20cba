using EngageStream.Domain.Time;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Timers;

/// <summary>
/// The next timer of every user of a shard: a heap of four children with one entry a user, and in the user's slot the place of it and
/// when it is due. Users with equal due instants are ordered by a hash of their ids, which a restart does not change (slots it does).
/// A timing wheel would set timers in constant time, but empties a coarse wheel at once: millions of moves in one turn.
/// </summary>
internal sealed class TimerQueue(ChunkedArray<UserSlot> slots)
{
    private const int Arity = 4;

    private readonly ChunkedArray<TimerEntry> _heap = new();

    /// <summary>Timers in the queue.</summary>
    public int Count => _heap.Count;

    /// <summary>Due instant of the first timer, or <see cref="Durations.Never"/>.</summary>
    public long NextMs => _heap.Count == 0 ? Durations.Never : _heap[0].DueMs;

    /// <summary>The first timer. There must be one.</summary>
    public TimerEntry First => _heap[0];

    /// <summary>
    /// Timers due at an instant, as any thread may ask: while the queue changes, the number is near what it was. Looks at no more
    /// than it counts, and four times as many.
    /// </summary>
    /// <param name="nowMs">The instant.</param>
    /// <param name="most">Where counting ends.</param>
    public int CountDue(long nowMs, int most) => CountDue(0, _heap.Count, nowMs, most);

    /// <summary>When a slot's timer is due, or <see cref="Durations.Never"/>.</summary>
    public long DueOf(int slot)
    {
        ref UserSlot user = ref slots[slot];
        return user.Timer > 0 ? user.TimerDueMs : Durations.Never;
    }

    /// <summary>Sets a slot's timer, earlier or later; <see cref="Durations.Never"/> removes it.</summary>
    public void Set(int slot, long dueMs, uint tie)
    {
        int at = slots[slot].Timer - 1;
        if (dueMs == Durations.Never)
        {
            if (at >= 0)
            {
                RemoveAt(at);
            }

            return;
        }

        slots[slot].TimerDueMs = dueMs;
        var entry = new TimerEntry(dueMs, slot, tie);
        if (at < 0)
        {
            at = _heap.Add(entry);
        }

        Settle(at, entry);
    }

    // A timer is not due before its parent is; what lies at or below a timer that is not due, need not be looked at.
    private int CountDue(int at, int count, long nowMs, int most)
    {
        if (at >= count || most == 0 || _heap[at].DueMs > nowMs)
        {
            return 0;
        }

        int due = 1;
        for (int child = (at * Arity) + 1; child <= (at * Arity) + Arity && due < most; child++)
        {
            due += CountDue(child, count, nowMs, most - due);
        }

        return due;
    }

    private void RemoveAt(int at)
    {
        slots[_heap[at].Slot].Timer = 0;
        TimerEntry last = _heap[_heap.Count - 1];
        _heap.RemoveLast();
        if (at < _heap.Count)
        {
            Settle(at, last);
        }
    }

    // Puts an entry where it belongs, starting from a place that is free for it.
    private void Settle(int at, in TimerEntry entry)
    {
        at = SiftUp(at, entry);
        at = SiftDown(at, entry);
        Place(at, entry);
    }

    private int SiftUp(int at, in TimerEntry entry)
    {
        while (at > 0)
        {
            int parent = (at - 1) / Arity;
            if (!entry.IsBefore(_heap[parent]))
            {
                break;
            }

            Place(at, _heap[parent]);
            at = parent;
        }

        return at;
    }

    private int SiftDown(int at, in TimerEntry entry)
    {
        while (true)
        {
            int first = (at * Arity) + 1;
            int end = Math.Min(first + Arity, _heap.Count);
            if (first >= end)
            {
                return at;
            }

            int least = first;
            for (int child = first + 1; child < end; child++)
            {
                least = _heap[child].IsBefore(_heap[least]) ? child : least;
            }

            if (!_heap[least].IsBefore(entry))
            {
                return at;
            }

            Place(at, _heap[least]);
            at = least;
        }
    }

    private void Place(int at, in TimerEntry entry)
    {
        _heap[at] = entry;
        slots[entry.Slot].Timer = at + 1;
    }
}
