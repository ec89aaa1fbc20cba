namespace EngageStream.Benchmarks.Throughput;

/// <summary>Memory of an engine, with users who are idle and with some who are active.</summary>
internal sealed partial class PipeBench
{
    /// <summary>Memory of an engine with idle users.</summary>
    public static async Task<int> RunIdleMemoryAsync(string playbook, int users)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("CreateTime");
        using ChildProcess engine = bench.StartEngine("bench-idle", "replay");
        await bench.ReadyAsync(engine);
        using var metrics = new MetricsPage(bench._http);
        double empty = engine.ResidentBytes;
        int events = bench.ProduceIdle(users, FourKinds);
        await metrics.ReachAsync("engagestream_events_total", events, engine, Patience);
        await metrics.ReachAsync("engagestream_clock_marks_total", Partitions * SilentHours, engine, Patience);
        await AllIdleAsync(engine, metrics);
        System.Console.WriteLine($"{users:N0} users, {events:N0} events, all silent for two days");
        System.Console.WriteLine($"  process memory {engine.ResidentBytes / 1e6:N0} MB (highest {engine.PeakResidentBytes / 1e6:N0} MB, empty {empty / 1e6:N0} MB), {(engine.ResidentBytes - empty) / users:N0} B/user");
        System.Console.WriteLine($"  states {await metrics.SumAsync("engagestream_state_size_bytes") / users:N0} B/user, active {await metrics.SumAsync("engagestream_users_active"):N0}");
        return 0;
    }

    /// <summary>Memory of an engine with many users of whom every twentieth is active, without and with a limit.</summary>
    public static async Task<int> RunActiveMemoryAsync(string playbook, int users, int limitMegabytes)
    {
        int active = users / 20;
        System.Console.WriteLine($"{users:N0} users with four kinds of event each, two days later {active:N0} of them active, ten events each; then the same with a limit");
        string without = await MeasureActiveAsync(playbook, users, active, "");
        string scratch = Directory.CreateTempSubdirectory("engage-scratch-").FullName;
        try
        {
            string with = await MeasureActiveAsync(
                playbook, users, active, $"memory.limit.bytes: {limitMegabytes * 1_000_000L}\nscratch.dir: {scratch}");
            System.Console.WriteLine(with == without ? $"  the same committed outputs: {with}" : $"  DIFFERENT outputs:\n  {without}\n  {with}");
            return with == without ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<string> MeasureActiveAsync(string playbook, int users, int active, string settings)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("CreateTime");
        using ChildProcess engine = bench.StartEngine("bench-active", "replay", settings);
        await bench.ReadyAsync(engine);
        using var metrics = new MetricsPage(bench._http);
        double empty = engine.ResidentBytes;

        // 1. The population; then all are silent for two days.
        int events = bench.ProduceIdle(users, FourKinds);
        await bench.ProcessedAsync(engine, events);
        await metrics.ReachAsync("engagestream_clock_marks_total", Partitions * SilentHours, engine, Patience);
        await AllIdleAsync(engine, metrics);
        double idle = engine.ResidentBytes;

        // 2. Every twentieth comes back.
        int more = bench.ProduceActive(users, active, rounds: 10);
        double highest = 0;
        while (await metrics.SumAsync("engagestream_events_total") < events + more)
        {
            engine.ThrowIfEnded();
            highest = Math.Max(highest, engine.ResidentBytes);
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        await CalmAsync(engine);
        System.Console.WriteLine(settings.Length == 0 ? "  no limit" : $"  {settings.ReplaceLineEndings(", ")}");
        System.Console.WriteLine($"    process memory {engine.ResidentBytes / 1e6:N0} MB; while the active were at work at most {Math.Max(highest, engine.ResidentBytes) / 1e6:N0} MB; all idle {idle / 1e6:N0} MB; empty {empty / 1e6:N0} MB; highest ever, while 4 events a user came in, {engine.PeakResidentBytes / 1e6:N0} MB");
        System.Console.WriteLine($"    active {await metrics.SumAsync("engagestream_users_active"):N0}; known of users {await metrics.SumAsync("engagestream_users_memory_bytes") / 1e6:N0} MB in memory, {await metrics.SumAsync("engagestream_scratch_size_bytes") / 1e6:N0} MB in scratch files");
        return bench.CommittedOutputs();
    }

    private static async Task AllIdleAsync(ChildProcess engine, MetricsPage metrics)
    {
        while (await metrics.SumAsync("engagestream_users_active") > 0)
        {
            engine.ThrowIfEnded();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await CalmAsync(engine);
    }

    // Idle users are packed, and their memory returned, over some seconds.
    private static async Task CalmAsync(ChildProcess engine)
    {
        long last = long.MaxValue;
        int calm = 0;
        for (int second = 0; calm < 8 && second < 120; second++)
        {
            engine.ThrowIfEnded();
            await Task.Delay(TimeSpan.FromSeconds(1));
            long bytes = engine.ResidentBytes;
            calm = Math.Abs(bytes - last) < 1_000_000 ? calm + 1 : 0;
            last = bytes;
        }
    }
}
