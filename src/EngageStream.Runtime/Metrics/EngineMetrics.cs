using System.Diagnostics.Metrics;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Standby;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// The instruments of an engine. All are observed: threads count in plain longs, and a reader adds them up when it looks.
/// Labels are bounded by the playbook, the partitions and fixed lists.
/// </summary>
internal sealed class EngineMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EngageStream.Runtime";

    private readonly EngagementModel _model;
    private readonly IReadOnlyList<StreamThread> _threads;
    private readonly EndOffsets _endOffsets;

    /// <param name="model">Names stages and campaigns.</param>
    /// <param name="threads">Who counts.</param>
    /// <param name="endOffsets">Where input ends.</param>
    /// <param name="standby">Warm copies, if any are kept.</param>
    /// <param name="isReady">Whether the engine is.</param>
    public EngineMetrics(EngagementModel model, IReadOnlyList<StreamThread> threads, EndOffsets endOffsets, StandbyCopies? standby, Func<bool> isReady)
    {
        _model = model;
        _threads = threads;
        _endOffsets = endOffsets;
        Meter = new Meter(MeterName);
        AddInput();
        AddOutput();
        AddUsers();
        AddPartitions();
        Histogram("engagestream.event.latency", "From Kafka's append time to the end of the event's step; live only", counters => counters.Latency);
        Histogram("engagestream.commit.duration", "Length of a commit", counters => counters.CommitDuration);
        Counter("engagestream.commits", "{commit}", "Commits", counters => counters.Commits);
        Counter("engagestream.aborts", "{abort}", "Transactions aborted; their work is done, and counted, again", counters => counters.Aborts);
        Counter("engagestream.thread.restarts", "{restart}", "Times a stream thread began again from the state log", counters => counters.Restarts);
        Counter("engagestream.restores", "{restore}", "Shards restored from their state logs, warm copies apart", counters => counters.Restores);
        Counter("engagestream.restores.warm", "{restore}", "Shards taken over from a warm copy", counters => counters.WarmRestores);
        Meter.CreateObservableGauge(
            "engagestream.standby.copies",
            () => (standby?.Copies ?? []).GroupBy(copy => copy.IsAtEnd).Select(group => Measure((long)group.Count(), ("state", group.Key ? "warm" : "filling"))),
            "{copy}", "Copies of partitions that other processes own");
        Meter.CreateObservableGauge("engagestream.kafka.up", () => endOffsets.Reachable ? 1 : 0, "", "Whether Kafka answered the last question");
        Meter.CreateObservableGauge("engagestream.ready", () => isReady() ? 1 : 0, "", "Whether every assigned shard is restored");
    }

    /// <summary>Owner of the instruments.</summary>
    public Meter Meter { get; }

    /// <summary>Adds what is counted of questions about people.</summary>
    public void Add(ReadRouter reads)
    {
        Meter.CreateObservableCounter(
            "engagestream.reads",
            () => Enum.GetValues<UserReadOutcome>().Select(outcome => Measure(reads.Count(outcome), ("outcome", OutputNames.Of(outcome)))),
            "{read}", "Questions about a person by outcome");
        Histogram("engagestream.read.latency", "From a question about a person to the stream thread's answer", counters => counters.ReadLatency);
    }

    /// <summary>Adds what is known of the application's nodes.</summary>
    public void Add(NodeDirectory nodes, NodeAnnouncer announcer)
    {
        Meter.CreateObservableGauge("engagestream.nodes", () => nodes.Nodes.Count, "{node}", "Engines of the application that announce themselves");
        Meter.CreateObservableCounter(
            "engagestream.node.announcements.failed", () => announcer.Failed, "{announcement}", "Announcements of this node that Kafka did not take");
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private IEnumerable<Shard> Shards => _threads.SelectMany(thread => thread.Assignment.Running);

    private void AddInput()
    {
        Counter("engagestream.events", "{event}", "Events handed to actors", counters => counters.Events);
        Counter("engagestream.clock_marks", "{mark}", "Clock marks read", counters => counters.ClockMarks);
        Counter("engagestream.events.duplicate", "{event}", "Events dropped because the person's actor knew the message id", counters => counters.Duplicates);
        Counter("engagestream.events.late", "{event}", "Events older than the policy calls late; used all the same", counters => counters.Late);
        Counter("engagestream.events.future", "{event}", "Events whose time lay in the future and was set back", counters => counters.Future);
        Counter("engagestream.records.forwarded", "{record}", "Records that lay in another partition than their person's", counters => counters.Forwarded);
        Meter.CreateObservableCounter("engagestream.dead_letters",
            () => Sum(counters => counters.DeadLetters.All).Select(pair => Measure(pair.Value, ("reason", pair.Key))),
            "{record}", "What could not be processed, by reason");
    }

    private void AddOutput()
    {
        Counter("engagestream.profiles", "{profile}", "Profiles published", counters => counters.Profiles);
        Counter("engagestream.timers.fired", "{timer}", "Timers fired between records", counters => counters.Timers);
        Meter.CreateObservableCounter("engagestream.transitions",
            () => Sum(counters => counters.Transitions.All).Select(pair => Measure(pair.Value,
                ("from", OutputNames.OfStage(_model, pair.Key.From) ?? "none"),
                ("to", OutputNames.OfStage(_model, pair.Key.To) ?? "none"),
                ("resurrected", pair.Key.Resurrected ? "true" : "false"))),
            "{transition}", "Stage transitions");
        Meter.CreateObservableCounter("engagestream.decisions",
            () => Sum(counters => counters.Decisions.All).Select(pair => Measure(pair.Value,
                ("campaign", pair.Key.Campaign), ("outcome", OutputNames.Of(pair.Key.Outcome)))),
            "{decision}", "Campaign decisions by outcome");
        Meter.CreateObservableCounter("engagestream.triggers", Triggers, "{trigger}", "Messages triggered");
    }

    private void AddUsers()
    {
        Meter.CreateObservableGauge("engagestream.users", UsersByStage, "{user}", "Users by lifecycle stage");
        Meter.CreateObservableGauge("engagestream.users.at_risk", UsersByBand, "{user}", "Users by band of churn risk");
        Gauge("engagestream.users.active", "{user}", "Users held in their active form", counts => counts.ActiveUsers);
        Gauge("engagestream.state.size", "By", "Memory of user states", counts => counts.StateBytes);
        Gauge("engagestream.users.memory", "By", "Memory of users: states, what finds them, and what is mapped of the scratch files", counts => counts.MemoryBytes);
        Gauge("engagestream.scratch.size", "By", "States in the scratch files", counts => counts.ScratchBytes);
        Gauge("engagestream.scratch.failures", "{failure}", "Times that states stayed in memory because a scratch file could not be written", counts => counts.ScratchFailures);
        Gauge("engagestream.timers.pending", "{timer}", "Users with a timer armed", counts => counts.PendingTimers);
    }

    private void AddPartitions()
    {
        Meter.CreateObservableGauge("engagestream.lag", Lag, "{record}", "Records between the shard and the end of its partition");
        Meter.CreateObservableGauge("engagestream.shard.clock",
            () => Shards.Select(shard => Measure(shard.ClockMs / 1000.0, ("partition", Text(shard.Partition)))),
            "s", "Shard clock, Unix time");
        Meter.CreateObservableGauge("engagestream.restore.progress", Progress, "1", "Share of a shard's state log that is read; 1 for shards at work");
    }

    // Campaigns that have not sent yet are shown with 0, so that rates and alerts see their first message.
    private IEnumerable<Measurement<long>> Triggers()
    {
        Dictionary<(string, string), long> sent = Sum(counters => counters.Decisions.All)
            .Where(pair => pair.Key.Outcome == DecisionOutcome.Sent)
            .ToDictionary(pair => (pair.Key.Campaign, pair.Key.Channel), pair => pair.Value);
        return _model.Campaigns.Select(campaign => Measure(
            sent.GetValueOrDefault((campaign.Name, campaign.Channel)), ("campaign", campaign.Name), ("channel", campaign.Channel)));
    }

    private IEnumerable<Measurement<long>> UsersByStage() => Enumerable.Range(0, _model.Stages.Count).Select(stage =>
        Measure(Shards.Sum(shard => (long)shard.Counts.ByStage[stage]), ("stage", _model.Stages[stage].Name)));

    private IEnumerable<Measurement<long>> UsersByBand() => Enum.GetValues<RiskBand>().Select(band =>
        Measure(Shards.Sum(shard => (long)shard.Counts.ByBand[(int)band]), ("band", OutputNames.Of(band))));

    private IEnumerable<Measurement<long>> Lag()
    {
        long[] high = _endOffsets.Latest.High;
        return _threads.SelectMany(thread => thread.Assignment.Running.Select(shard => Measure(
            Math.Max(0, high[shard.Partition] - thread.Assignment.ReadUpTo(shard)), ("partition", Text(shard.Partition)))));
    }

    private IEnumerable<Measurement<double>> Progress() => _threads.SelectMany(thread => thread.Assignment.Running
        .Select(shard => Measure(1.0, ("partition", Text(shard.Partition))))
        .Concat(thread.Assignment.Restoring.Select(request => Measure(request.Progress, ("partition", Text(request.Partition))))));

    private void Counter(string name, string unit, string description, Func<StreamCounters, long> value) =>
        Meter.CreateObservableCounter(name, () => _threads.Sum(thread => value(thread.Counters)), unit, description);

    private void Gauge(string name, string unit, string description, Func<ShardCounts, long> value) =>
        Meter.CreateObservableGauge(name, () => Shards.Sum(shard => value(shard.Counts)), unit, description);

    // Cumulative buckets, count and sum as Prometheus has them; see PrometheusFamilies for how they become one family.
    private void Histogram(string name, string description, Func<StreamCounters, BucketHistogram> of)
    {
        long[] bounds = BucketHistogram.UpperBoundsMs;
        Meter.CreateObservableCounter($"{name}.bucket", () => Enumerable.Range(0, bounds.Length + 1).Select(bucket => Measure(
            _threads.Sum(thread => of(thread.Counters).Cumulative(bucket)),
            ("le", bucket < bounds.Length ? (bounds[bucket] / 1000.0).ToString(System.Globalization.CultureInfo.InvariantCulture) : "+Inf"))), "s", description);
        Meter.CreateObservableCounter($"{name}.count", () => _threads.Sum(thread => of(thread.Counters).Cumulative(bounds.Length)), "s", description);
        Meter.CreateObservableCounter($"{name}.sum", () => _threads.Sum(thread => of(thread.Counters).SumMs) / 1000.0, "s", description);
    }

    private Dictionary<TLabel, long> Sum<TLabel>(Func<StreamCounters, IEnumerable<KeyValuePair<TLabel, long>>> of)
        where TLabel : notnull =>
        _threads.SelectMany(thread => of(thread.Counters)).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));

    private static Measurement<T> Measure<T>(T value, params ReadOnlySpan<(string Name, string Value)> labels)
        where T : struct
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            tags[i] = new(labels[i].Name, labels[i].Value);
        }

        return new Measurement<T>(value, tags);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
