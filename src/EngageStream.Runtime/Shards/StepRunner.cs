using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Runs the actor's steps, one at a time. A step that throws leaves no trace: the state is put back from a checkpoint and the
/// effects are dropped. (The actor works in place, which saves copying back after each of the many steps that go well.)
/// </summary>
internal sealed class StepRunner(Shard shard, ShardStore store, IUserActor actor, IShardOutput output, FaultReporter faults)
{
    private readonly UserCheckpoint _before = new();
    private readonly EffectBuffer _effects = new();

    /// <summary>Hands an event to its user, whose due timers have fired.</summary>
    public void Receive(ActiveUser user, InputEvent e, long sendMs)
    {
        UserState state = user.State;
        bool isNew = user.IsNew;
        _before.Take(state);
        long dueMs;
        try
        {
            actor.Receive(state, e, store.ClockMs, sendMs, _effects);
            dueMs = _effects.Duplicate ? user.DueMs : NextDue(state, store.ClockMs);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _before.PutBack(state);
            byte[] id = state.Id.ToArray();
            if (isNew)
            {
                store.Forget(user);
            }

            faults.Report(id, error, dueMs: null);
            return;
        }

        store.Counts.Events++;
        store.Counts.Duplicates += _effects.Duplicate ? 1 : 0;
        store.Counts.Late += _effects.Late ? 1 : 0;
        if (!_effects.Duplicate || isNew)
        {
            Recount(state);
            user.DueMs = dueMs;
            store.SetTimerIfEarlier(user);
            store.MarkDirty(user);
        }

        output.Publish(shard, state, _effects, store.Last, store.ClockMs);
    }

    /// <summary>Fires a user's timer as of its due instant.</summary>
    public void FireTimer(ActiveUser user, long sendMs)
    {
        UserState state = user.State;
        long dueMs = user.DueMs;
        _before.Take(state);
        long nextMs = Durations.Never;
        Exception? fault = null;
        try
        {
            actor.FireTimers(state, dueMs, sendMs, _effects);
            nextMs = NextDue(state, dueMs);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _before.PutBack(state);
            fault = error;
        }

        // A timer that failed is disarmed; otherwise it would fail again at once, for ever.
        user.Touched = true;
        user.DueMs = nextMs;
        store.SetTimer(user);
        store.MarkDirty(user);
        if (fault is not null)
        {
            faults.Report(state.Id, fault, dueMs);
            return;
        }

        store.Counts.TimersFired++;
        Recount(state);
        output.TimerFired(dueMs, sendMs);
        output.Publish(shard, state, _effects, store.Last, dueMs);
    }

    private long NextDue(UserState state, long nowMs)
    {
        long dueMs = actor.NextDue(state, nowMs);
        return dueMs > nowMs
            ? dueMs
            : throw new InvalidOperationException($"The user actor asks for a timer at {dueMs}, which is not after {nowMs}: it would fire for ever.");
    }

    private void Recount(UserState state)
    {
        if (state.Stage != _before.Stage || state.Band != _before.Band)
        {
            store.Counts.Leave(_before.Stage, _before.Band);
            store.Counts.Enter(state.Stage, state.Band);
        }
    }
}
