using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>Writes commits into the state log and takes note when they have succeeded.</summary>
internal sealed class CommitWriter
{
    // How many users ahead of the one at hand memory is asked for.
    private const int Ahead = 6;

    private readonly ShardStore _store;
    private readonly FaultReporter _faults;
    private readonly StateBatchWriter _batches;
    private readonly List<PendingEntry> _pending = [];
    private readonly byte[] _end = new byte[CommitEnd.Length];
    private uint _sequence;
    private long _settledMs;

    public CommitWriter(ShardStore store, FaultReporter faults)
    {
        _store = store;
        _faults = faults;
        _batches = new StateBatchWriter(store.Options.MaxBatchBytes, ModelHash.Of(store.Model));
        Committed = CommittedPosition.Of(store);
    }

    /// <summary>Whether a commit is written and has not succeeded yet.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Where the shard stood at the last commit.</summary>
    public CommittedPosition Committed { get; private set; }

    /// <summary>The latest instant as of which the committed states are all: the last commit's, or a later one of a quiet shard.</summary>
    public long SettledMs => Math.Max(_settledMs, Committed.ClockMs);

    /// <summary>Nothing has happened since the last commit but time passing.</summary>
    public void Settle() => _settledMs = _store.ClockMs;

    /// <summary>Writes a commit.</summary>
    public void Write(IStateLogWriter writer)
    {
        IsPending = true;
        ulong id = ((ulong)_store.Options.Instance << 32) | ++_sequence;
        _batches.Begin(id, writer);
        WriteChanged();
        RewriteOldest(_store.Tail.RewritingFor(_batches.Bytes + CommitEnd.Length));
        End(id, _batches.Finish()).Write(_end);
        writer.Append(_end);
    }

    /// <summary>Gives up memory that a large commit took.</summary>
    public void ReleaseMemory()
    {
        _pending.TrimExcess();
        _store.Dirty.TrimExcess();
    }

    /// <summary>Takes note that the commit's records are in the log; returns the offset of the oldest that must stay.</summary>
    public long Succeed(ReadOnlySpan<long> offsets)
    {
        int batches = _batches.Lengths.Count;
        if (!IsPending || offsets.Length != batches + 1)
        {
            throw new InvalidOperationException(
                IsPending ? $"The commit has {batches + 1} records, not {offsets.Length}." : "No commit is written.");
        }

        // 1. The records are the log's last.
        uint first = _store.Tail.Append(offsets[0], batches > 0 ? _batches.Lengths[0] : CommitEnd.Length);
        for (int i = 1; i <= batches; i++)
        {
            _store.Tail.Append(offsets[i], i < batches ? _batches.Lengths[i] : CommitEnd.Length);
        }

        // 2. They hold the latest states, which the blocks follow.
        for (int i = 0; i < _pending.Count; i++)
        {
            if (i + (2 * Ahead) < _pending.Count)
            {
                _store.Users.PrefetchSlot(_pending[i + (2 * Ahead)].Slot);
            }

            PendingEntry entry = _pending[i];
            _store.Tail.Write(entry.Slot, first + (uint)entry.Record, entry.Bytes);
            if (!entry.Block.IsNone)
            {
                _store.Users.Replace(entry.Slot, entry.Block);
            }
        }

        // 3. Nobody is dirty; whom only a timer woke goes back to rest.
        List<ActiveUser> dirty = _store.Dirty;
        for (int i = 0; i < dirty.Count; i++)
        {
            if (i + Ahead < dirty.Count)
            {
                CacheLines.PrefetchObject(dirty[i + Ahead]);
            }

            ActiveUser user = dirty[i];
            user.Dirty = false;
            user.CommittedDueMs = user.DueMs;
            if (_store.IsIdle(user))
            {
                _store.Deactivate(user);
            }
        }

        _store.Dirty.Clear();
        _pending.Clear();
        IsPending = false;
        Committed = CommittedPosition.Of(_store);
        _store.Users.CleanPages();
        return _store.Tail.Trim();
    }

    /// <summary>Puts everything back to where it was at the last commit; one that is written and did not succeed is dropped.</summary>
    public void RollBack()
    {
        // 1. What a written commit prepared.
        foreach (PendingEntry entry in _pending)
        {
            if (!entry.Block.IsNone)
            {
                _store.Users.Pages.Free(entry.Block);
            }
        }

        _pending.Clear();
        IsPending = false;

        // 2. Users.
        foreach (ActiveUser user in _store.Dirty)
        {
            _store.TakeBack(user);
        }

        _store.Dirty.Clear();

        // 3. The shard.
        Committed.PutBack(_store);
        _store.Users.CleanPages();
    }

    /// <summary>Takes what was restored as the last commit.</summary>
    public void Restored() => Committed = CommittedPosition.Of(_store);

    private void WriteChanged()
    {
        List<ActiveUser> dirty = _store.Dirty;
        int kept = 0;
        for (int i = 0; i < dirty.Count; i++)
        {
            Prefetch(dirty, i);
            ActiveUser user = dirty[i];
            ReadOnlySpan<byte> state;
            try
            {
                state = _store.Encode(user);
            }
            catch (InvalidOperationException error)
            {
                TakeBack(user, error);
                continue;
            }

            _store.Users.Active.Measure(user);
            PlacedBlock block = _store.Users.Pages.Add(user.Slot, user.State.Id, state);
            int bytes = _batches.Add(user.State.Id, user.DueMs, state, out int record);
            _pending.Add(new PendingEntry(user.Slot, record, bytes, block));
            dirty[kept++] = user;
        }

        dirty.RemoveRange(kept, dirty.Count - kept);
    }

    // Most of those who changed have left the cache since: bring the next ones back in time.
    private static void Prefetch(List<ActiveUser> users, int at)
    {
        if (at + (2 * Ahead) < users.Count)
        {
            CacheLines.PrefetchObject(users[at + (2 * Ahead)]);
        }

        if (at + Ahead < users.Count)
        {
            users[at + Ahead].PrefetchLists();
        }
    }

    // A state that has become too long is put back to what the last commit wrote, and waits for the user's next event.
    private void TakeBack(ActiveUser user, InvalidOperationException error)
    {
        _faults.Report(user.State.Id, error, _store.ClockMs);
        _store.TakeBack(user);
        user.DueMs = Durations.Never;
    }

    private void RewriteOldest(long budget)
    {
        LogTail tail = _store.Tail;
        LogTail.Cursor cursor = default;
        while (budget > 0 && tail.OldestLive(ref cursor, out int slot))
        {
            PrefetchOld(cursor);
            ActiveUser? user = _store.Users.ActiveIn(slot);
            if (user is { Dirty: true })
            {
                continue;
            }

            long dueMs = user?.DueMs ?? _store.Timers.DueOf(slot);
            ReadOnlySpan<byte> block = _store.Users.Pages.At(_store.Users.BlockOf(slot));
            int bytes = _batches.Add(StateBlock.IdOf(block), dueMs, StateBlock.StateOf(block), out int record);
            _pending.Add(new PendingEntry(slot, record, bytes, Block: default));
            budget -= bytes;
        }
    }

    // Of users who may have been superseded meanwhile; then it is for nothing.
    private void PrefetchOld(in LogTail.Cursor cursor)
    {
        LogTail tail = _store.Tail;
        UserTable users = _store.Users;
        if (tail.Queued(cursor, 4 * Ahead) is >= 0 and int far)
        {
            users.PrefetchSlot(far);
        }

        if (tail.Queued(cursor, 3 * Ahead) is >= 0 and int middle)
        {
            users.PrefetchPlace(middle);
            users.PrefetchBlockOf(middle);
        }

        if (tail.Queued(cursor, 2 * Ahead) is >= 0 and int near)
        {
            users.PrefetchState(near);
        }
    }

    private CommitEnd End(ulong id, int batches) => new()
    {
        CommitId = id,
        Batches = batches,
        InputPartitions = _store.Options.InputPartitions,
        Replay = _store.Options.Replay,
        Partition = _store.Partition,
        ClockMs = _store.ClockMs,
        NextInputOffset = _store.NextInputOffset,
        LastOffset = _store.Last.Offset,
        LastTimestampMs = _store.Last.TimestampMs,
        Aggregates = _store.Counts.Aggregates,
    };
}
