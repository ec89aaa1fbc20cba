using System.Diagnostics.Metrics;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Standby;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Telemetry;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// The instruments of an engine. All are observed: threads count in plain longs, and a reader adds them up when it looks.
/// Labels are bounded by the playbook, the partitions and fixed lists; docs/metrics.md has them all.
/// </summary>
internal sealed class EngineMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = EngineTelemetry.MeterPrefix + "Runtime";

    private readonly EngagementModel _model;
    private readonly StreamInstruments _instruments;

    /// <param name="model">Names stages and campaigns.</param>
    /// <param name="node">The process' node id.</param>
    /// <param name="threads">Who counts.</param>
    /// <param name="endOffsets">Where input ends.</param>
    /// <param name="partitions">Partitions of the events topic.</param>
    /// <param name="standby">Warm copies, if any are kept.</param>
    /// <param name="clients">What Kafka clients tell of themselves.</param>
    /// <param name="startedAt">When the engine started.</param>
    /// <param name="isReady">Whether the engine is.</param>
    public EngineMetrics(
        EngagementModel model,
        string node,
        IReadOnlyList<StreamThread> threads,
        EndOffsets endOffsets,
        int partitions,
        StandbyCopies? standby,
        ClientStatistics clients,
        DateTimeOffset startedAt,
        Func<bool> isReady)
    {
        _model = model;
        Meter = new Meter(MeterName);
        _instruments = new StreamInstruments(Meter, threads);
        InputMetrics.AddTo(_instruments, endOffsets);
        OutputMetrics.AddTo(_instruments, model);
        AddUsers();
        AddTime();
        CommitMetrics.AddTo(_instruments, partitions, standby);
        ProcessMetrics.AddTo(Meter, model, node, startedAt);
        clients.AddTo(Meter);
        Meter.CreateObservableGauge("engagestream.stream_threads", () => threads.Count, "{thread}", "Stream threads");
        Meter.CreateObservableGauge("engagestream.kafka.up", () => endOffsets.Reachable ? 1 : 0, "", "1 while Kafka answers");
        Meter.CreateObservableGauge("engagestream.ready", () => isReady() ? 1 : 0, "", "1 once every assigned shard is restored");
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
        _instruments.Histogram("engagestream.read.latency", "From a question about a person to the stream thread's answer", counters => counters.ReadLatency);
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

    private void AddUsers()
    {
        Meter.CreateObservableGauge("engagestream.users", UsersByStage, "{user}", "Users by lifecycle stage, of the partitions at work here");
        Meter.CreateObservableGauge("engagestream.users.at_risk", UsersByBand, "{user}", "Users by band of churn risk");
        _instruments.Gauge("engagestream.users.active", "{user}", "Users held in their active form", shard => shard.Counts.ActiveUsers);
        _instruments.Gauge("engagestream.state.size", "By", "Memory of user states", shard => shard.Counts.StateBytes);
        _instruments.Gauge(
            "engagestream.users.memory", "By", "Memory of users: states, what finds them, and what is mapped of the scratch files",
            shard => shard.Counts.MemoryBytes);
        _instruments.Gauge("engagestream.scratch.size", "By", "States in the scratch files", shard => shard.Counts.ScratchBytes);
        _instruments.Gauge(
            "engagestream.scratch.failures", "{failure}", "Times that states stayed in memory because a scratch file could not be written",
            shard => shard.Counts.ScratchFailures);
        _instruments.ByPartition("engagestream.state_log.size", "By", "State log from the oldest record that must stay to the last",
            shard => shard.LogBytes);
        _instruments.ByPartition("engagestream.state_log.live", "By", "The part of the state log that is users' latest states",
            shard => shard.LiveLogBytes);
    }

    private void AddTime()
    {
        _instruments.ByPartition("engagestream.shard.clock", "s", "Shard clock, Unix time", shard => shard.ClockMs / 1000.0);
        _instruments.Counter("engagestream.timers.fired", "{timer}", "Timers fired", counters => counters.Timers);
        _instruments.Histogram("engagestream.timer.lateness", "From a timer's due instant until it fired; live only",
            counters => counters.TimerLateness);
        _instruments.Gauge("engagestream.timers.pending", "{timer}", "Users with a timer armed", shard => shard.Counts.PendingTimers);
        _instruments.Gauge(
            "engagestream.timers.due", "{timer}", "Timers due by the shard's clock and not fired yet; counts 10,000 a shard at most",
            shard => shard.Counts.DueTimers(shard.ClockMs));
        _instruments.ByPartition(
            "engagestream.timers.overdue", "s", "How long the shard's first timer has been due by its clock; 0 if none is",
            shard => Math.Max(0, shard.ClockMs - shard.NextTimerMs) / 1000.0);
    }

    private IEnumerable<Measurement<long>> UsersByStage() => Enumerable.Range(0, _model.Stages.Count).Select(stage =>
        Measure(_instruments.Shards.Sum(shard => shard.Counts.ByStage[stage]), ("stage", _model.Stages[stage].Name)));

    private IEnumerable<Measurement<long>> UsersByBand() => Enum.GetValues<RiskBand>().Select(band =>
        Measure(_instruments.Shards.Sum(shard => shard.Counts.ByBand[(int)band]), ("band", OutputNames.Of(band))));
}
