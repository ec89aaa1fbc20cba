namespace EngageStream.Host.Demo;

/// <summary>What the output topics said at a moment.</summary>
/// <param name="People">People with a profile.</param>
/// <param name="ByStage">People by the stage of their latest profile.</param>
/// <param name="ByBand">People by the risk band of their latest profile.</param>
/// <param name="Transitions">Transitions by edge; a person's first one comes from nowhere (null).</param>
/// <param name="Resurrected">Transitions of people who had been away.</param>
/// <param name="Triggers">Triggers by campaign and channel.</param>
/// <param name="Decisions">Decisions by campaign and outcome.</param>
/// <param name="Last">The last triggers, the latest last.</param>
/// <param name="DeadLetters">Records that could not be processed.</param>
internal sealed record TallySnapshot(
    long People,
    IReadOnlyDictionary<string, long> ByStage,
    IReadOnlyDictionary<string, long> ByBand,
    IReadOnlyDictionary<(string? From, string To), long> Transitions,
    long Resurrected,
    IReadOnlyDictionary<(string Campaign, string Channel), long> Triggers,
    IReadOnlyDictionary<(string Campaign, string Outcome), long> Decisions,
    IReadOnlyList<SeenTrigger> Last,
    long DeadLetters)
{
    /// <summary>All triggers.</summary>
    public long TriggerCount => Triggers.Values.Sum();

    /// <summary>All transitions.</summary>
    public long TransitionCount => Transitions.Values.Sum();

    /// <summary>Transitions into a stage.</summary>
    public long Entered(string stage) => Transitions.Where(t => t.Key.To == stage).Sum(t => t.Value);

    /// <summary>Transitions out of a stage.</summary>
    public long Left(string stage) => Transitions.Where(t => t.Key.From == stage).Sum(t => t.Value);

    /// <summary>Decisions that were suppressed.</summary>
    public long Suppressed => Decisions.Where(d => d.Key.Outcome != "sent").Sum(d => d.Value);

    /// <summary>
    /// Where the topics contradict each other; empty when the numbers add up. Profiles, transitions, triggers and decisions are
    /// written to different topics, so that this is a check of the whole path.
    /// </summary>
    public IEnumerable<string> Contradictions(IEnumerable<string> stages)
    {
        foreach (string stage in stages)
        {
            long now = ByStage.GetValueOrDefault(stage);
            if (Entered(stage) - Left(stage) != now)
            {
                yield return $"stage {stage}: {Entered(stage)} entered and {Left(stage)} left, but {now} profiles are in it";
            }
        }

        long sent = Decisions.Where(d => d.Key.Outcome == "sent").Sum(d => d.Value);
        if (sent != TriggerCount)
        {
            yield return $"{sent} decisions to send, but {TriggerCount} triggers";
        }
    }
}
