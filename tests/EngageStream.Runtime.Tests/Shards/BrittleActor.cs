using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>The real actor, but some events and timers throw after it has changed the state.</summary>
internal sealed class BrittleActor(EngagementModel model) : IUserActor
{
    private readonly UserActor _actor = new(model);

    public void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects)
    {
        _actor.Receive(user, @event, nowMs, sendMs, effects);
        if (@event.MessageHash % 13 == 0)
        {
            throw new InvalidOperationException("brittle event");
        }
    }

    public void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects)
    {
        _actor.FireTimers(user, dueMs, sendMs, effects);
        if ((dueMs / 1000 * 31) % 11 == 0)
        {
            throw new InvalidOperationException("brittle timer");
        }
    }

    public long NextDue(UserState user, long nowMs) => _actor.NextDue(user, nowMs);
}
