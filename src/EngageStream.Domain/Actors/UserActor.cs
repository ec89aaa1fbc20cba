using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Actors;

/// <inheritdoc cref="IUserActor"/>
public sealed class UserActor(EngagementModel model) : IUserActor
{
    /// <summary>The playbook at work.</summary>
    public EngagementModel Model { get; } = model;

    /// <inheritdoc/>
    public void Receive(UserState user, InputEvent @event, long nowMs, long sendMs, EffectBuffer effects) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void FireTimers(UserState user, long dueMs, long sendMs, EffectBuffer effects) => throw new NotImplementedException();

    /// <inheritdoc/>
    public long NextDue(UserState user, long nowMs) => throw new NotImplementedException();
}
