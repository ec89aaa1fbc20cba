using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>An actor that tells the output whose step it is.</summary>
internal sealed class SimulatedActor(IUserActor actor, SimulatedOutput output) : IUserActor
{
    public void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects)
    {
        output.OfTimer = false;
        actor.Receive(user, @event, nowMs, sendMs, effects);
    }

    public void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects)
    {
        output.OfTimer = true;
        actor.FireTimers(user, dueMs, sendMs, effects);
    }

    public long NextDue(UserState user, long nowMs) => actor.NextDue(user, nowMs);
}
