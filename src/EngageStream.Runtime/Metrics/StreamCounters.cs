using EngageStream.Domain.Effects;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// What one stream thread counts since the process began: plain longs that only this thread changes, read by the
/// instruments of <see cref="EngineMetrics"/> a moment later. They outlive the shards, so that they never fall.
/// </summary>
internal sealed class StreamCounters
{
    /// <summary>Events handed to shards.</summary>
    public long Events { get; set; }

    /// <summary>Clock marks.</summary>
    public long ClockMarks { get; set; }

    /// <summary>Events that the person's actor knew already.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events late beyond the policy; used all the same.</summary>
    public long Late { get; private set; }

    /// <summary>Events whose time lay in the future and was set back.</summary>
    public long Future { get; set; }

    /// <summary>Records that lay in a partition that is not their person's.</summary>
    public long Forwarded { get; set; }

    /// <summary>Timers fired for others than the person whose record came.</summary>
    public long Timers { get; set; }

    /// <summary>Profiles published.</summary>
    public long Profiles { get; set; }

    /// <summary>Commits of this thread.</summary>
    public long Commits { get; set; }

    /// <summary>Shards restored from their state logs.</summary>
    public long Restores { get; set; }

    /// <summary>Shards taken over from warm copies.</summary>
    public long WarmRestores { get; set; }

    /// <summary>Transactions aborted; their work is done, and counted, again.</summary>
    public long Aborts { get; set; }

    /// <summary>Times that this thread's work was thrown away and restored.</summary>
    public long Restarts { get; set; }

    /// <summary>From Kafka's timestamp to the end of the step; live only.</summary>
    public BucketHistogram Latency { get; } = new();

    /// <summary>Length of commits.</summary>
    public BucketHistogram CommitDuration { get; } = new();

    /// <summary>From a question about a person to the stream thread's answer.</summary>
    public BucketHistogram ReadLatency { get; } = new();

    /// <summary>Dead letters by reason.</summary>
    public LabelledCounts<string> DeadLetters { get; } = new();

    /// <summary>Transitions by stage indexes and whether they brought someone back.</summary>
    public LabelledCounts<(int From, int To, bool Resurrected)> Transitions { get; } = new();

    /// <summary>Decisions by campaign, channel and outcome.</summary>
    public LabelledCounts<(string Campaign, string Channel, DecisionOutcome Outcome)> Decisions { get; } = new();

    /// <summary>Counts what a step says of its event.</summary>
    public void Count(EffectBuffer effects)
    {
        if (effects.Duplicate)
        {
            Duplicates++;
        }

        if (effects.Late)
        {
            Late++;
        }
    }

    /// <summary>Counts a transition.</summary>
    public void CountTransition(TransitionEffect transition) => Transitions.Add((transition.From, transition.To, transition.Resurrected));

    /// <summary>Counts a decision.</summary>
    public void CountDecision(DecisionEffect decision) => Decisions.Add((decision.Campaign.Name, decision.Campaign.Channel, decision.Outcome));
}
