using EngageStream.Domain.Effects;
using EngageStream.Runtime.Restore;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// What one stream thread counts since the process began: plain longs that only this thread changes, read by the
/// instruments of <see cref="EngineMetrics"/> a moment later. They outlive the shards, so that they never fall.
/// </summary>
internal sealed class StreamCounters
{
    /// <summary>Events handed to shards.</summary>
    public long Events { get; private set; }

    /// <summary>Clock marks.</summary>
    public long ClockMarks { get; set; }

    /// <summary>Events that the person's actor knew already.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events late beyond the policy; used all the same.</summary>
    public long Late { get; private set; }

    /// <summary>Events whose time lay in the future and was set back.</summary>
    public long Future { get; private set; }

    /// <summary>Records that lay in a partition that is not their person's.</summary>
    public long Forwarded { get; set; }

    /// <summary>Timers fired.</summary>
    public long Timers { get; private set; }

    /// <summary>Profiles published.</summary>
    public long Profiles { get; set; }

    /// <summary>Commits of this thread.</summary>
    public long Commits { get; private set; }

    /// <summary>Shards restored from their state logs.</summary>
    public long Restores { get; private set; }

    /// <summary>Shards taken over from warm copies.</summary>
    public long WarmRestores { get; private set; }

    /// <summary>State log records read by restores.</summary>
    public long RestoredRecords { get; private set; }

    /// <summary>State log bytes read by restores.</summary>
    public long RestoredBytes { get; private set; }

    /// <summary>Users that restored shards had.</summary>
    public long RestoredUsers { get; private set; }

    /// <summary>Transactions aborted, by reason; their work is done, and counted, again.</summary>
    public LabelledCounts<AbortReason> Aborts { get; } = new();

    /// <summary>Times that this thread's work was thrown away and restored.</summary>
    public long Restarts { get; set; }

    /// <summary>Input records by kind and outcome.</summary>
    public RecordCounts Records { get; } = new();

    /// <summary>Outcome of the record at hand, as far as it is known.</summary>
    public RecordOutcome Outcome { get; set; }

    /// <summary>From Kafka's timestamp to the end of the step; live only.</summary>
    public BucketHistogram Latency { get; } = new();

    /// <summary>Kafka's timestamps of events since the last commit; live only.</summary>
    public PendingLatencies AppendTimes { get; } = new();

    /// <summary>Own times of events since the last commit; live only.</summary>
    public PendingLatencies EventTimes { get; } = new();

    /// <summary>From the event's own time until its commit had succeeded; live only.</summary>
    public BucketHistogram SinceEvent { get; } = new();

    /// <summary>From Kafka's timestamp until the event's commit had succeeded; live only.</summary>
    public BucketHistogram SinceAppend { get; } = new();

    /// <summary>From a timer's due instant until it fired; live only.</summary>
    public BucketHistogram TimerLateness { get; } = new();

    /// <summary>Length of restores.</summary>
    public BucketHistogram RestoreDuration { get; } = new();

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
            Outcome = RecordOutcome.Duplicate;
        }

        if (effects.Late)
        {
            Late++;
            Outcome = RecordOutcome.Late;
        }
    }

    /// <summary>Counts an event that the actor has had.</summary>
    /// <param name="fromFuture">Whether its time was set back.</param>
    public void CountEvent(bool fromFuture)
    {
        Events++;
        if (fromFuture)
        {
            Future++;
            Outcome = Outcome == RecordOutcome.Processed ? RecordOutcome.Future : Outcome;
        }
    }

    /// <summary>Counts a commit.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="nowMs">When it had succeeded, wall time; the events in it are done.</param>
    public void CountCommit(TimeSpan took, long nowMs)
    {
        Commits++;
        CommitDuration.Add((long)took.TotalMilliseconds);
        AppendTimes.Commit(nowMs, SinceAppend);
        EventTimes.Commit(nowMs, SinceEvent);
    }

    /// <summary>Counts a transaction that was aborted; the events in it come again.</summary>
    public void CountAbort(AbortReason reason)
    {
        Aborts.Add(reason);
        ForgetOpen();
    }

    /// <summary>The events since the last commit come again.</summary>
    public void ForgetOpen()
    {
        AppendTimes.Clear();
        EventTimes.Clear();
    }

    /// <summary>Counts a timer that fired.</summary>
    /// <param name="dueMs">When it was due.</param>
    /// <param name="wallMs">When it fired, or 0 in replay.</param>
    public void CountTimer(long dueMs, long wallMs)
    {
        Timers++;
        if (wallMs > 0)
        {
            TimerLateness.Add(wallMs - dueMs);
        }
    }

    /// <summary>Counts a restore.</summary>
    public void CountRestore(RestoreRequest request)
    {
        WarmRestores += request.WasWarm ? 1 : 0;
        Restores += request.WasWarm ? 0 : 1;
        RestoredRecords += request.Records;
        RestoredBytes += request.Bytes;
        RestoredUsers += request.Shard!.Counts.Users;
        RestoreDuration.Add((long)request.Duration.TotalMilliseconds);
    }

    /// <summary>Counts a transition.</summary>
    public void CountTransition(TransitionEffect transition) => Transitions.Add((transition.From, transition.To, transition.Resurrected));

    /// <summary>Counts a decision.</summary>
    public void CountDecision(DecisionEffect decision) => Decisions.Add((decision.Campaign.Name, decision.Campaign.Channel, decision.Outcome));
}
