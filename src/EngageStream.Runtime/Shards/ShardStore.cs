using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Timers;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>All that a shard holds, for the parts of it that work on it.</summary>
internal sealed class ShardStore
{
    public ShardStore(int partition, EngagementModel model, ShardOptions options)
    {
        Partition = partition;
        Model = model;
        Options = options;
        Codec = new UserStateCodec(model);
        var bound = new MemoryBound(options.MemoryBytes);
        Spill = options.ScratchFolder.Length > 0 ? new PageSpill(options.ScratchFolder, bound.MappedBytes, options.ScratchFailed) : null;
        var slots = new ChunkedArray<UserSlot>();
        Users = new UserTable(slots, Codec, bound, Spill);
        Timers = new TimerQueue(slots);
        Tail = new LogTail(slots, options.LogSlackBytes);
        Counts = new ShardCounts(model.Stages.Count, Users, Timers, Spill);
        Last = new RecordPosition(partition, -1, 0);
    }

    public int Partition { get; }

    public EngagementModel Model { get; }

    public ShardOptions Options { get; }

    public UserStateCodec Codec { get; }

    /// <summary>Takes states for which there is no room in memory; <see langword="null"/> where they stay.</summary>
    public PageSpill? Spill { get; }

    public UserTable Users { get; }

    public TimerQueue Timers { get; }

    public LogTail Tail { get; }

    public ShardCounts Counts { get; }

    /// <summary>Users changed since the last commit.</summary>
    public List<ActiveUser> Dirty { get; } = [];

    /// <summary>The shard clock.</summary>
    public long ClockMs { get; set; }

    /// <summary>Offset of the first input record that the states do not include.</summary>
    public long NextInputOffset { get; set; }

    /// <summary>The last input record taken.</summary>
    public RecordPosition Last { get; set; }

    /// <summary>Takes a record's position; false if the states include it already.</summary>
    public bool TryTake(in RecordPosition position)
    {
        if (position.Offset < NextInputOffset)
        {
            return false;
        }

        ClockMs = Math.Max(ClockMs, position.TimestampMs);
        NextInputOffset = position.Offset + 1;
        Last = position;
        return true;
    }

    /// <summary>Unpacks an idle user's state.</summary>
    public ActiveUser Activate(int slot, uint hash)
    {
        ActiveUser user = Users.Activate(slot, hash);
        user.DueMs = Timers.DueOf(slot);
        user.QueuedMs = user.DueMs;
        user.CommittedDueMs = user.DueMs;
        return user;
    }

    /// <summary>Unpacks the state of a user who is not active, or adds one who is blank.</summary>
    public ActiveUser ActivateOrCreate(uint hash, ReadOnlySpan<byte> id)
    {
        int slot = Users.Find(hash, id);
        return slot < 0 ? Create(hash, id) : Activate(slot, hash);
    }

    private ActiveUser Create(uint hash, ReadOnlySpan<byte> id)
    {
        ActiveUser user = Users.Create(hash, id);
        user.DueMs = Durations.Never;
        user.QueuedMs = Durations.Never;
        user.IsNew = true;
        Counts.Enter(user.State.Stage, user.State.Band);
        return user;
    }

    /// <summary>Puts back what the last commit wrote of a user who is dirty; one whom no commit ever wrote is forgotten.</summary>
    public void TakeBack(ActiveUser user)
    {
        user.Dirty = false;
        if (Users.BlockOf(user.Slot) == StatePages.None)
        {
            Forget(user);
            return;
        }

        Counts.Leave(user.State.Stage, user.State.Band);
        Codec.Decode(Users.StateOf(user.Slot), user.State);
        Counts.Enter(user.State.Stage, user.State.Band);
        user.DueMs = user.CommittedDueMs;
        SetTimer(user);
        Users.Active.Measure(user);
    }

    /// <summary>Forgets a user whom no commit ever wrote.</summary>
    public void Forget(ActiveUser user)
    {
        Counts.Leave(user.State.Stage, user.State.Band);
        Timers.Set(user.Slot, Durations.Never, user.Hash);
        Users.Remove(user.Slot, user.Hash);
    }

    /// <summary>
    /// Notes that a user's state differs from its block. The block stays as it is until a commit has succeeded: with it the
    /// change can be taken back.
    /// </summary>
    public void MarkDirty(ActiveUser user)
    {
        if (!user.Dirty)
        {
            user.Dirty = true;
            user.IsNew = false;
            Dirty.Add(user);
        }
    }

    /// <summary>Sets a user's timer in the queue to the exact due instant.</summary>
    public void SetTimer(ActiveUser user)
    {
        user.QueuedMs = user.DueMs;
        Timers.Set(user.Slot, user.DueMs, user.Hash);
    }

    /// <summary>
    /// Like <see cref="SetTimer"/>, but only where the queue holds none that is earlier. Most events move a user's timer later; the
    /// one in the queue then comes up too early, and is set right there, once for many events.
    /// </summary>
    public void SetTimerIfEarlier(ActiveUser user)
    {
        if (user.DueMs < user.QueuedMs)
        {
            SetTimer(user);
        }
    }

    /// <summary>Packs a user's state; the bytes are valid until the next call.</summary>
    /// <exception cref="InvalidOperationException">The state is too long.</exception>
    public ReadOnlySpan<byte> Encode(ActiveUser user) =>
        // A timer that is due but has not fired yet will look at its windows as of its due instant: what has expired only
        // since then must be kept for it.
        Codec.Encode(user.State, Math.Min(ClockMs, user.DueMs));

    /// <summary>Drops the unpacked state of a user who is not dirty.</summary>
    public void Deactivate(ActiveUser user)
    {
        // The queue may hold an earlier instant; from here on it is the only one to know.
        if (user.QueuedMs != user.DueMs)
        {
            SetTimer(user);
        }

        Users.Deactivate(user);
    }

    /// <summary>Whether a user had no record for so long that the state need not be at hand.</summary>
    public bool IsIdle(ActiveUser user) => Durations.Add(user.State.LastRecordMs, Options.IdleAfterMs) <= ClockMs;
}
