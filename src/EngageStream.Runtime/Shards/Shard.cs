using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Timers;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// The users of one partition and their clock. It does no I/O and belongs to one thread. Between
/// <see cref="WriteCommit"/> and <see cref="CommitSucceeded"/>, and while a restore is on, it takes nothing in.
/// </summary>
public sealed class Shard
{
    private readonly ShardStore _store;
    private readonly StepRunner _steps;
    private readonly CommitWriter _commits;
    private readonly ClockHand _hand;
    private readonly IUserActor _actor;
    private ShardRestorer? _restorer;

    /// <param name="partition">Partition of the input topic, and of the state log.</param>
    /// <param name="model">The playbook at work.</param>
    /// <param name="actor">Behaviour of the users, for the same model.</param>
    /// <param name="options">Settings.</param>
    /// <param name="output">Takes what the users do.</param>
    public Shard(int partition, EngagementModel model, IUserActor actor, ShardOptions options, IShardOutput output)
    {
        _actor = actor;
        _store = new ShardStore(partition, model, options);
        var faults = new FaultReporter(this, _store, output);
        _steps = new StepRunner(this, _store, actor, output, faults);
        _commits = new CommitWriter(_store, faults);
        _hand = new ClockHand(_store);
    }

    /// <summary>Partition of the input topic.</summary>
    public int Partition => _store.Partition;

    /// <summary>The shard clock, which only moves forward; Unix milliseconds.</summary>
    public long ClockMs => _store.ClockMs;

    /// <summary>Offset of the first input record that the states do not include.</summary>
    public long NextInputOffset => _store.NextInputOffset;

    /// <summary>Live counts.</summary>
    public ShardCounts Counts => _store.Counts;

    /// <summary>
    /// The next instant at which a timer may be due, or <see cref="Domain.Time.Durations.Never"/>. It may be too early, never
    /// too late.
    /// </summary>
    public long NextTimerMs => _store.Timers.NextMs;

    /// <summary>Bytes of the state log from the oldest record that must stay to the last.</summary>
    public long LogBytes => _store.Tail.LogBytes;

    /// <summary>Bytes of the users' latest states in the log.</summary>
    public long LiveLogBytes => _store.Tail.LiveBytes;

    /// <summary>Whether unpacked states take so much memory that a commit, after which they can be packed, should not be waited for.</summary>
    public bool IsPressing => _store.Users.IsPressing;

    /// <summary>Whether a commit would have anything to write but a later clock.</summary>
    public bool HasChanges => _store.Dirty.Count > 0 || _store.NextInputOffset != _commits.Committed.NextInputOffset;

    /// <summary>Hands an event to its user. A record that the states include already is skipped.</summary>
    /// <param name="e">The event.</param>
    /// <param name="position">Its record; the clock moves to its timestamp.</param>
    /// <param name="sendMs">Instant by which lateness of a send is judged: wall time when live, the clock in replay.</param>
    public void Receive(InputEvent e, in RecordPosition position, long sendMs)
    {
        // 1. What the states include already is skipped.
        ThrowIfBusy();
        if (!_store.TryTake(position))
        {
            return;
        }

        // 2. Find the user.
        uint hash = UserHash.Of(e.UserId);
        ActiveUser user = _store.Users.Active.Find(hash, e.UserId) ?? _store.ActivateOrCreate(hash, e.UserId);
        user.Touched = true;

        // 3. Silence that ended before the event comes first.
        while (user.DueMs <= _store.ClockMs)
        {
            _steps.FireTimer(user, sendMs);
        }

        // 4. The event.
        _steps.Receive(user, e, sendMs);
    }

    /// <summary>Moves the clock, never backwards. Timers that are due then fire in <see cref="FireDueTimers"/>.</summary>
    /// <param name="nowMs">Wall time, or a mark's instant.</param>
    /// <param name="mark">The mark's record; <see langword="null"/> for wall time. One that the state includes already does nothing.</param>
    public void AdvanceClock(long nowMs, in RecordPosition? mark)
    {
        ThrowIfBusy();
        if (mark is not { } position || _store.TryTake(position))
        {
            _store.ClockMs = Math.Max(_store.ClockMs, nowMs);
        }
    }

    /// <summary>Passes over a record that is no event of this shard's users: a dead letter, or one forwarded.</summary>
    public void Skip(in RecordPosition position)
    {
        ThrowIfBusy();
        _store.TryTake(position);
    }

    /// <summary>Fires timers that are due, earliest first, each as of its due instant.</summary>
    /// <param name="sendMs">As for <see cref="Receive"/>.</param>
    /// <param name="maxTimers">Most timers to fire in this call.</param>
    /// <returns>Timers fired; fewer than <paramref name="maxTimers"/> when none is due any more.</returns>
    public int FireDueTimers(long sendMs, int maxTimers)
    {
        ThrowIfBusy();
        int fired = 0;
        while (fired < maxTimers && _store.Timers.NextMs <= _store.ClockMs)
        {
            TimerEntry first = _store.Timers.First;
            ActiveUser user = _store.Users.ActiveIn(first.Slot) ?? _store.Activate(first.Slot, hash: first.Tie);
            if (user.DueMs > first.DueMs)
            {
                _store.SetTimer(user);
                continue;
            }

            _steps.FireTimer(user, sendMs);
            fired++;
        }

        return fired;
    }

    /// <summary>
    /// Packs states of users who are idle, or, above the limit of active users, were not used of late. Each call looks at a
    /// part of the active users; call it once after each commit.
    /// </summary>
    /// <returns>States packed.</returns>
    public int Passivate()
    {
        ThrowIfBusy();
        return _hand.Turn();
    }

    /// <summary>Gives up memory that is kept to make the next commits fast; worth its time only when there is nothing else to do.</summary>
    public void ReleaseMemory()
    {
        ThrowIfBusy();
        _store.Users.ReleaseMemory();
        _commits.ReleaseMemory();
    }

    /// <summary>
    /// Writes a commit: what changed since the last one, at most as many bytes of the oldest states where the log has to be
    /// shortened, and the end that makes it complete. <see cref="CommitSucceeded"/> must follow; where the records could not be
    /// written, <see cref="RollBack"/> or a restore must follow instead.
    /// </summary>
    public void WriteCommit(IStateLogWriter writer)
    {
        ThrowIfBusy();
        _commits.Write(writer);
    }

    /// <summary>The commit's records are in the log, and the input offset is committed.</summary>
    /// <param name="batchLogOffsets">The offsets of all the records, in the order in which they were written.</param>
    /// <returns>The offset in the log below which everything is superseded and can be deleted.</returns>
    public long CommitSucceeded(ReadOnlySpan<long> batchLogOffsets) => _commits.Succeed(batchLogOffsets);

    /// <summary>
    /// Puts everything back to where it was at the last commit: after a transaction was aborted, be its commit written or not.
    /// Input goes on at <see cref="NextInputOffset"/>, which is the last commit's again.
    /// </summary>
    public void RollBack()
    {
        if (_restorer is { IsComplete: false })
        {
            ThrowBusy();
        }

        _commits.RollBack();
    }

    /// <summary>
    /// Takes note that nothing has happened since the last commit but time passing, where that is so: what is read is then as of
    /// now, although no commit says so.
    /// </summary>
    internal void Settle()
    {
        if (!HasChanges)
        {
            _commits.Settle();
        }
    }

    /// <summary>
    /// Copies what is committed of a user: the block in the pages, never the active state, which may yet be rolled back.
    /// <see langword="null"/> for somebody of whom no commit ever wrote. Changes nothing, also not who was used of late.
    /// </summary>
    internal CommittedUser? ReadCommitted(uint hash, ReadOnlySpan<byte> id)
    {
        int slot = _store.Users.Find(hash, id);
        if (slot < 0 || _store.Users.BlockOf(slot) == StatePages.None)
        {
            return null;
        }

        long dueMs = _store.Users.ActiveIn(slot) is { } user ? user.CommittedDueMs : _store.Timers.DueOf(slot);
        return new CommittedUser(_store.Users.StateOf(slot).ToArray(), dueMs, _commits.SettledMs);
    }

    /// <summary>Begins to restore a shard that has taken nothing in yet.</summary>
    public ShardRestorer BeginRestore()
    {
        ThrowIfBusy();
        if (_store.Users.Count > 0 || _store.NextInputOffset > 0)
        {
            throw new InvalidOperationException("Only a new shard can be restored.");
        }

        return _restorer = new ShardRestorer(_store, _actor, _commits);
    }

    /// <summary>What the shard holds; tests look into it.</summary>
    internal ShardStore Store => _store;

    private void ThrowIfBusy()
    {
        if (_commits.IsPending || _restorer is { IsComplete: false })
        {
            ThrowBusy();
        }
    }

    private void ThrowBusy() => throw new InvalidOperationException(
        _commits.IsPending
            ? $"A commit of partition {Partition} is written; call CommitSucceeded or RollBack."
            : $"Partition {Partition} is being restored; call Complete first.");
}
