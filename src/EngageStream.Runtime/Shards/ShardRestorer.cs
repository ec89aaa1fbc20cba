using EngageStream.Domain.Actors;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>Restores a shard from its state log. Belongs to one thread.</summary>
public sealed class ShardRestorer
{
    private readonly ShardStore _store;
    private readonly IUserActor _actor;
    private readonly CommitWriter _commits;
    private readonly CommitStage _stage = new();
    private readonly ulong _modelHash;
    // Records whose due instants another playbook computed.
    private readonly HashSet<uint> _foreign = [];
    private bool _hasRecords;

    internal ShardRestorer(ShardStore store, IUserActor actor, CommitWriter commits)
    {
        _store = store;
        _actor = actor;
        _commits = commits;
        _modelHash = ModelHash.Of(store.Model);
    }

    /// <summary>The last complete commit so far; <see langword="null"/> while there is none.</summary>
    public RestoredCommit? LastCommit { get; private set; }

    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes the log's next record. Its states count only when their commit's end has come.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="logOffset">Its offset in the log.</param>
    /// <exception cref="InvalidDataException">It is none of ours, of a newer version, of another partition, or cut short.</exception>
    public void Apply(ReadOnlySpan<byte> value, long logOffset)
    {
        ThrowIfComplete();
        RecordKind kind = RecordVersion.Check(value);
        uint record = _store.Tail.Append(logOffset, value.Length);
        _hasRecords = true;
        if (kind == RecordKind.Batch)
        {
            _stage.Add(BatchHeader.Read(value), record, value);
            return;
        }

        CommitEnd end = CommitEnd.Read(value);
        if (end.Partition != _store.Partition)
        {
            throw new InvalidDataException(
                $"The state log of partition {_store.Partition} has a commit of partition {end.Partition}. Was it copied?");
        }

        // A commit that ends before what is restored already is one of an owner that had lost the partition; what it wrote
        // is in the other owner's commits, as of a later record.
        StagedCommit? commit = _stage.Complete(end);
        if (commit is not null && (end.NextInputOffset, end.ClockMs).CompareTo((_store.NextInputOffset, _store.ClockMs)) >= 0)
        {
            Take(commit, end);
        }
    }

    /// <summary>
    /// Forgets records at the head of the log that hold no latest state any more; for who follows a log for long.
    /// </summary>
    public void ForgetSuperseded()
    {
        ThrowIfComplete();
        if (_hasRecords && _stage.IsEmpty)
        {
            _store.Tail.Trim();
        }
    }

    /// <summary>Ends the restore: the shard goes on from its <see cref="Shard.NextInputOffset"/>.</summary>
    /// <exception cref="InvalidDataException">A state is of a newer layout.</exception>
    public void Complete()
    {
        ThrowIfComplete();
        var scratch = new UserState();
        for (int slot = 0; slot < _store.Users.SlotCount; slot++)
        {
            if (!_store.Users.IsUsed(slot))
            {
                continue;
            }

            ReadOnlySpan<byte> state = _store.Users.StateOf(slot);
            (int stage, Domain.Churn.RiskBand band) = _store.Codec.Peek(state);
            _store.Counts.Enter(stage, band);
            // A timer that was due already keeps its instant: worked out anew as of the clock, it would lie in the future, and
            // what it was to do would not be done.
            if (_foreign.Contains(_store.Tail.RecordWith(slot)) && _store.Timers.DueOf(slot) > _store.ClockMs)
            {
                scratch.Id = _store.Users.IdOf(slot).ToArray();
                _store.Codec.Decode(state, scratch);
                _store.Timers.Set(slot, _actor.NextDue(scratch, _store.ClockMs), UserHash.Of(scratch.Id));
            }
        }

        if (_hasRecords)
        {
            _store.Tail.Rebuild();
            _store.Tail.Trim();
        }

        _commits.Restored();
        IsComplete = true;
    }

    private void ThrowIfComplete()
    {
        if (IsComplete)
        {
            throw new InvalidOperationException("The restore is complete.");
        }
    }

    private void Take(StagedCommit commit, in CommitEnd end)
    {
        foreach ((uint record, byte[] bytes) in commit.Batches)
        {
            BatchHeader header = BatchHeader.Read(bytes);
            if (header.ModelHash != _modelHash)
            {
                _foreign.Add(record);
            }

            ReadOnlySpan<byte> rest = bytes.AsSpan(BatchHeader.Length);
            for (int i = 0; i < header.Entries; i++)
            {
                int length = StateEntry.Read(rest, out ReadOnlySpan<byte> id, out long dueMs, out ReadOnlySpan<byte> state);
                Take(record, length, id, dueMs, state);
                rest = rest[length..];
            }
        }

        _store.Users.CleanPages();
        _store.Users.Spill();
        _store.ClockMs = end.ClockMs;
        _store.NextInputOffset = end.NextInputOffset;
        _store.Last = new RecordPosition(_store.Partition, end.LastOffset, end.LastTimestampMs);
        _store.Counts.Aggregates = end.Aggregates;
        LastCommit = new RestoredCommit(end.InputPartitions, end.Replay, end.ClockMs, end.NextInputOffset);
    }

    private void Take(uint record, int length, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state)
    {
        uint hash = UserHash.Of(id);
        if (!state.IsEmpty)
        {
            int slot = _store.Users.Put(hash, id, state);
            _store.Tail.Restore(slot, record, length);
            _store.Timers.Set(slot, dueMs, hash);
        }
        else if (_store.Users.Find(hash, id) is >= 0 and int erased)
        {
            _store.Tail.Forget(erased);
            _store.Timers.Set(erased, Durations.Never, hash);
            _store.Users.Remove(erased, hash);
        }
    }
}
