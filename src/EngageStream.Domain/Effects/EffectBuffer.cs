namespace EngageStream.Domain.Effects;

/// <summary>
/// What one step did, reused from step to step: the shard publishes it only if the step did not throw.
/// </summary>
public sealed class EffectBuffer
{
    /// <summary>Stage transitions, in order.</summary>
    public List<TransitionEffect> Transitions { get; } = [];

    /// <summary>Campaign decisions, in order; triggers are those that were sent.</summary>
    public List<DecisionEffect> Decisions { get; } = [];

    /// <summary>Whether stage, band, trait or consent changed, so that the profile must be published.</summary>
    public bool ProfileChanged { get; set; }

    /// <summary>Whether the event was a duplicate and did nothing.</summary>
    public bool Duplicate { get; set; }

    /// <summary>Whether the event was late: see <see cref="Model.EventTimePolicy.LateAfterMs"/>.</summary>
    public bool Late { get; set; }

    /// <summary>Forgets the last step.</summary>
    public void Clear()
    {
        Transitions.Clear();
        Decisions.Clear();
        ProfileChanged = false;
        Duplicate = false;
        Late = false;
    }
}
