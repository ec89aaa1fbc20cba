using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>An actor whose behaviour a test states: by default it counts events and asks for no timer.</summary>
internal sealed class ScriptedActor : IUserActor
{
    public Action<UserState, InputEvent, long> OnEvent { get; set; } = (_, _, _) => { };

    public Action<UserState, long> OnTimer { get; set; } = (_, _) => { };

    public Func<UserState, long, long> Due { get; set; } = (_, _) => Durations.Never;

    public void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects)
    {
        effects.Clear();
        user.Events++;
        user.LastRecordMs = nowMs;
        OnEvent(user, @event, nowMs);
    }

    public void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects)
    {
        effects.Clear();
        OnTimer(user, dueMs);
    }

    public long NextDue(UserState user, long nowMs) => Due(user, nowMs);
}
