using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;

namespace EngageStream.Domain.Actors;

/// <summary>One step of an actor: what is looked at, when a send would go out, and what made the step happen.</summary>
public readonly ref struct Step(EvaluationContext context, long sendMs, Cause cause)
{
    /// <summary>User, event and clock.</summary>
    public EvaluationContext Context { get; } = context;

    /// <summary>Instant by which lateness of a send is judged.</summary>
    public long SendMs { get; } = sendMs;

    /// <summary>Event or silence.</summary>
    public Cause Cause { get; } = cause;
}
