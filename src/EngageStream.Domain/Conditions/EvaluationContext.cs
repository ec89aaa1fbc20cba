using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Conditions;

/// <summary>What a condition may look at.</summary>
public readonly ref struct EvaluationContext(EngagementModel model, UserState user, long nowMs, InputEvent? @event)
{
    /// <summary>The playbook at work.</summary>
    public EngagementModel Model { get; } = model;

    /// <summary>The user, with the event at hand already counted.</summary>
    public UserState User { get; } = user;

    /// <summary>The instant as of which to answer: the shard clock or a timer's due time; Unix milliseconds.</summary>
    public long NowMs { get; } = nowMs;

    /// <summary>The event at hand, or <see langword="null"/> when a timer fired.</summary>
    public InputEvent? Event { get; } = @event;
}
