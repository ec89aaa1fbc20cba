using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Actors;

/// <summary>
/// Behaviour of the user actor: a deterministic state machine <c>(state, event | timer, clock) → (state', effects)</c>.
/// It does no I/O, has no clock and shares nothing. When it throws, the state it was given may be half changed and the
/// effects half filled: the caller puts the state back (see <see cref="UserCheckpoint"/>) and drops the effects. One per shard.
/// </summary>
public interface IUserActor
{
    /// <summary>Handles one event. Timers due at or before <paramref name="nowMs"/> must have fired first.</summary>
    /// <param name="user">State to change; a new user's is blank with its <see cref="UserState.Id"/> set.</param>
    /// <param name="event">The event.</param>
    /// <param name="nowMs">Shard clock.</param>
    /// <param name="sendMs">Instant by which lateness of a send is judged (wall time when live, <paramref name="nowMs"/> in replay).</param>
    /// <param name="effects">Cleared, then filled.</param>
    void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects);

    /// <summary>Lets time pass to a due instant: everything runs as of <paramref name="dueMs"/>.</summary>
    void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects);

    /// <summary>
    /// The earliest instant at which anything about the user can change by silence alone, computed from the state as of
    /// <paramref name="nowMs"/>, and later than it; <see cref="Time.Durations.Never"/> if nothing can. Right after a step, as of
    /// its instant, it may rest on what the step worked out: until then nobody else may change the state.
    /// </summary>
    long NextDue(UserState user, long nowMs);
}
