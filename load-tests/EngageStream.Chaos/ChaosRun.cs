using EngageStream.Chaos.Faults;
using EngageStream.Chaos.Judgement;
using EngageStream.Chaos.Load;
using EngageStream.Chaos.Observation;
using EngageStream.Chaos.Processes;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator.Outputs;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using TopicNames = EngageStream.Oracle.Records.TopicNames;

namespace EngageStream.Chaos;

/// <summary>
/// Runs broker and engines under load, does to them what is planned, and has the oracle judge what came of it.
/// </summary>
/// <param name="options">The run.</param>
/// <param name="say">Takes lines of progress.</param>
/// <param name="time">Clock.</param>
public sealed class ChaosRun(ChaosOptions options, Action<string> say, TimeProvider time)
{
    private const string RestoredText = " is restored: ";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommitSlack = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultCommitInterval = TimeSpan.FromMilliseconds(100);
    private readonly TopicNames _topics = new();
    private readonly List<FaultOutcome> _outcomes = [];
    private readonly List<string> _doubts = [];

    /// <summary>Runs.</summary>
    /// <exception cref="Host.Cli.CommandException">Kafka could not be used.</exception>
    /// <exception cref="InvalidOperationException">A process did not start.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; all processes have been ended.</exception>
    public async Task<ChaosResult> RunAsync(CancellationToken cancellation)
    {
        string folder = options.Folder is { } named
            ? Directory.CreateDirectory(named).FullName
            : Directory.CreateTempSubdirectory("engage-chaos-").FullName;
        say($"logs and data: {folder}");
        ChaosResult result = await RunAsync(folder, cancellation).ConfigureAwait(false);
        if (result.Verdict.Outcome != Outcome.Pass || options.Folder is not null)
        {
            return result;
        }

        Directory.Delete(folder, recursive: true);
        return result with { Folder = null };
    }

    private async Task<ChaosResult> RunAsync(string folder, CancellationToken cancellation)
    {
        IReadOnlyList<Fault> plan = FaultPlan.Draw(options.Seed, options.Faults, options.Kinds, options.Engines, options.Interval);
        await using var cluster = new Cluster(options, folder, time);

        // 1. Broker, topic, engines.
        await cluster.Broker.StartAsync(cancellation).ConfigureAwait(false);
        var input = new ReplayTopic { BootstrapServers = cluster.Proxy.Address, Partitions = options.Partitions };
        await LoadTopic.EnsureAsync(input).ConfigureAwait(false);
        foreach (EngineNode node in cluster.Nodes.Take(options.Engines))
        {
            node.Start();
        }

        var catchUp = new CatchUp(cluster, _topics, time);
        await StartedAsync(cluster, catchUp, cancellation).ConfigureAwait(false);

        // 2. Load and faults.
        DateTimeOffset begin = time.GetUtcNow();
        SteadyLoad load = SteadyLoad.Plan(options.Seed, options.Rate, LengthOf(plan), begin.ToUnixTimeMilliseconds());
        say($"{options.Engines} engines at work; {options.Rate} events/s of {load.Options.Population.People} people; {plan.Count} faults");
        await using var watch = new OutputWatch(cluster.Proxy.Address, _topics.Outputs, time);
        var aborts = new AbortCounter(cluster, time);
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task counted = aborts.RunAsync(counting.Token);
        var injector = new FaultInjector(cluster, watch, options.RecoveryPatience, time);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task sent = load.SendAsync(input, time, sending.Token);
        try
        {
            await WarmAsync(watch, cluster, cancellation).ConfigureAwait(false);
            await injector.RunAsync(plan, Tell, cancellation).ConfigureAwait(false);
        }
        finally
        {
            cluster.Proxy.Heal();
            await sending.CancelAsync().ConfigureAwait(false);
        }

        // 3. The end: caught up, timers at work for a while, a planned stop, no transaction open.
        await sent.ConfigureAwait(false);
        DateTimeOffset end = time.GetUtcNow();
        say($"the load has ended: {load.Sent:N0} records; waiting for the engines");
        long atWorkUntilMs = await SettleAsync(cluster, catchUp, injector, cancellation).ConfigureAwait(false);
        await counting.CancelAsync().ConfigureAwait(false);
        await counted.ConfigureAwait(false);
        IReadOnlyList<string> stops = await cluster.StopEnginesAsync().ConfigureAwait(false);
        if (await catchUp.OpenTransactionsAsync(cancellation).ConfigureAwait(false) is { } open)
        {
            _doubts.Add(open);
        }

        // 4. The verdict.
        IReadOnlyList<TopicRecord> records = new KafkaRecords(cluster.Proxy.Address).Read([_topics.Events, .. _topics.Outputs]);
        say($"judging {records.Count:N0} records");
        Verdict verdict = Judge.Run(
            new JudgeOptions
            {
                Playbook = "chaos",
                Partitions = options.Partitions,
                AtWorkUntilMs = atWorkUntilMs,
                EndMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Topics = _topics,
                Doubts = _doubts,
            },
            records);
        if (verdict.Outcome != Outcome.Pass)
        {
            RecordLines.Write(Path.Combine(folder, "records.jsonl"), records);
        }

        return new ChaosResult
        {
            Options = options,
            Verdict = new ChaosVerdict(verdict, [.. injector.Faulty, .. stops]),
            Faults = _outcomes,
            Length = end - begin,
            RecordsIn = load.Sent,
            RecordsOut = records.Count(record => record.Topic != _topics.Events),
            Restores = cluster.Nodes.Where(node => File.Exists(node.LogPath))
                .Sum(node => File.ReadLines(node.LogPath).Count(line => line.Contains(RestoredText, StringComparison.Ordinal))),
            Aborts = aborts.Total,
            Folder = folder,
        };
    }

    private async Task StartedAsync(Cluster cluster, CatchUp catchUp, CancellationToken cancellation)
    {
        Task NobodyEnded() => cluster.Wanted.FirstOrDefault(node => node.HasFailed) is { } ended
            ? throw new InvalidOperationException(
                $"{ended.Name} ended with exit code {ended.ExitCode}: {File.ReadLines(ended.LogPath).LastOrDefault()}; see {ended.LogPath}")
            : Task.CompletedTask;
        (_, string? missing) = await catchUp.EnginesAsync(0, StartPatience, NobodyEnded, cancellation).ConfigureAwait(false);
        if (missing is not null)
        {
            string folder = Path.GetDirectoryName(cluster.Broker.LogPath)!;
            throw new InvalidOperationException($"The engines did not start: {missing}. Their logs are in {folder}");
        }
    }

    // Faults begin when every partition brings forth output.
    private async Task WarmAsync(OutputWatch watch, Cluster cluster, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartPatience);
        if (await watch.NewOutputAsync(cluster.AllPartitions, DateTimeOffset.UnixEpoch, limit.Token).ConfigureAwait(false) is null)
        {
            cancellation.ThrowIfCancellationRequested();
            _doubts.Add($"not every partition had an output within {StartPatience.TotalSeconds} s of the load's begin");
        }
    }

    private async Task<long> SettleAsync(Cluster cluster, CatchUp catchUp, FaultInjector injector, CancellationToken cancellation)
    {
        Task Revive() => injector.ReviveAsync(cancellation);
        async Task<long> ReachAsync(TimeSpan patience)
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            (long reachedMs, string? doubt) = await catchUp.EnginesAsync(nowMs, patience, Revive, cancellation).ConfigureAwait(false);
            if (doubt is not null)
            {
                _doubts.Add(doubt);
            }

            return reachedMs;
        }

        await ReachAsync(options.CatchUpPatience).ConfigureAwait(false);
        await Task.Delay(options.Settle, time, cancellation).ConfigureAwait(false);
        long atWorkUntilMs = await ReachAsync(options.CatchUpPatience).ConfigureAwait(false);

        if (_doubts.Count > 0)
        {
            return atWorkUntilMs;
        }

        // What was due by then has to be fired and committed.
        TimeSpan commit = options.CommitInterval ?? DefaultCommitInterval;
        await Task.Delay((2 * commit) + CommitSlack, time, cancellation).ConfigureAwait(false);
        return atWorkUntilMs;
    }

    // Room for slow recoveries: the load is cut off when the faults are done.
    private static TimeSpan LengthOf(IReadOnlyList<Fault> plan) =>
        TimeSpan.FromSeconds(30 + (plan.Sum(fault => fault.Pause.TotalSeconds + fault.Hold.TotalSeconds + 6) * 1.5));

    private void Tell(FaultOutcome outcome)
    {
        _outcomes.Add(outcome);
        say(outcome.Line(options.Faults));
    }
}
