using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.StateLog;

/// <summary>
/// Knows which record of the log holds each user's latest state, and so which oldest records can be cut off. A commit rewrites some of the
/// oldest live states besides what it adds otherwise: the more, the longer the log is. With x the superseded bytes in proportion to the live
/// ones, V, it rewrites x² bytes for each that it adds, at most one. Where all live states are old ones, and a few people do everything,
/// the log settles at 2 V: while all V are rewritten once, V others are added, and everything older is superseded. Where it begins with
/// none superseded, all V are the oldest, and it grows to 2.7 V before: a third of them is rewritten until x is 1, and two thirds of V are
/// added while the others are. The less the oldest are, the fewer have to be rewritten: where each user is as likely to act as another,
/// less than half as many bytes as are added, at 1.7 V.
/// </summary>
/// <param name="slots">What is known of the users, and there where the log has each one's latest state.</param>
/// <param name="slackBytes">Nothing is rewritten up to half as many superseded bytes, which x does not count.</param>
internal sealed class LogTail(ChunkedArray<UserSlot> slots, long slackBytes)
{
    private readonly Deque<LogRecord> _records = new();
    // Users of the records, in the records' order; those that were superseded stay until they come to the front.
    private readonly Deque<int> _users = new();
    private uint _firstRecord = 1;

    /// <summary>Bytes from the oldest record that must stay to the end.</summary>
    public long LogBytes { get; private set; }

    /// <summary>Bytes of the users' latest states.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Users in the queue, oldest first: what <see cref="OldestLive"/> goes through.</summary>
    public int QueuedUsers => _users.Count;

    /// <summary>Bytes of the oldest states to be rewritten beside bytes that a commit adds.</summary>
    public long RewritingFor(long added)
    {
        double superseded = Math.Max(0, LogBytes - LiveBytes - (slackBytes / 2)) / Math.Max(1.0, LiveBytes);
        return (long)(added * Math.Min(1, superseded * superseded));
    }

    /// <summary>Notes a record at the end of the log and returns its number.</summary>
    public uint Append(long offset, int bytes)
    {
        uint number = _firstRecord + (uint)_records.Count;
        _records.Enqueue(new LogRecord { Offset = offset, Bytes = bytes });
        LogBytes += bytes;
        return number;
    }

    /// <summary>Notes that a record holds a user's latest state; during a restore, before <see cref="Rebuild"/>.</summary>
    public void Restore(int slot, uint record, int bytes) => Move(slot, bytes, record, ref RecordOf(record));

    /// <summary>Notes that a record, the last or one of the last commit's in order, holds a user's latest state.</summary>
    public void Write(int slot, uint record, int bytes)
    {
        ref LogRecord to = ref RecordOf(record);
        Move(slot, bytes, record, ref to);
        to.Queued++;
        _users.Enqueue(slot);
    }

    /// <summary>The record that holds a user's latest state; 0 for none.</summary>
    public uint RecordWith(int slot) => slots[slot].Log.Record;

    /// <summary>Notes that nothing of a user needs to stay.</summary>
    public void Forget(int slot)
    {
        ref LogPlace place = ref slots[slot].Log;
        Leave(place);
        place = default;
    }

    /// <summary>A user some way behind a cursor in the queue, superseded or not; -1 at the end.</summary>
    public int Queued(in Cursor cursor, int ahead) => cursor.User + ahead < _users.Count ? _users[cursor.User + ahead] : -1;

    /// <summary>Makes the queue of users after a restore.</summary>
    public void Rebuild()
    {
        // A sort of the users by record, by counting: records know their number of live users.
        var next = new int[_records.Count];
        int users = 0;
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = users;
            _records[i].Queued = _records[i].Live;
            users += _records[i].Live;
        }

        var sorted = new int[users];
        for (int slot = 0; slot < slots.Count; slot++)
        {
            if (RecordWith(slot) != 0)
            {
                sorted[next[RecordWith(slot) - _firstRecord]++] = slot;
            }
        }

        foreach (int slot in sorted)
        {
            _users.Enqueue(slot);
        }
    }

    /// <summary>Goes through the users whose latest state is oldest. Start with a default cursor; false at the end.</summary>
    public bool OldestLive(ref Cursor cursor, out int slot)
    {
        while (cursor.User < _users.Count)
        {
            while (cursor.InRecord == _records[cursor.Record].Queued)
            {
                cursor.Record++;
                cursor.InRecord = 0;
            }

            slot = _users[cursor.User++];
            cursor.InRecord++;
            if (RecordWith(slot) == _firstRecord + (uint)cursor.Record)
            {
                return true;
            }
        }

        slot = -1;
        return false;
    }

    /// <summary>
    /// Forgets the oldest records as far as they hold no user's latest state; the last record always stays. Returns the
    /// offset of the oldest that has to stay.
    /// </summary>
    public long Trim()
    {
        while (_records.Count > 1 && _records[0].Live == 0)
        {
            _users.Dequeue(_records[0].Queued);
            LogBytes -= _records[0].Bytes;
            _records.Dequeue(1);
            _firstRecord++;
        }

        ref LogRecord oldest = ref _records[0];
        while (oldest.Queued > 0 && RecordWith(_users[0]) != _firstRecord)
        {
            _users.Dequeue(1);
            oldest.Queued--;
        }

        return oldest.Offset;
    }

    private void Move(int slot, int bytes, uint record, ref LogRecord to)
    {
        ref LogPlace place = ref slots[slot].Log;
        Leave(place);
        place = new LogPlace { Record = record, Bytes = bytes };
        LiveBytes += bytes;
        to.Live++;
    }

    private void Leave(in LogPlace place)
    {
        if (place.Record != 0)
        {
            LiveBytes -= place.Bytes;
            RecordOf(place.Record).Live--;
        }
    }

    private ref LogRecord RecordOf(uint number) => ref _records[(int)(number - _firstRecord)];

    /// <summary>Where <see cref="OldestLive"/> is.</summary>
    public struct Cursor
    {
        public int User;
        public int Record;
        public int InRecord;
    }
}
