using System.Diagnostics;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>How fast an engine restores its users from the state log.</summary>
internal sealed partial class PipeBench
{
    /// <summary>Time from a start to being ready, less that of a start without state.</summary>
    public static async Task<int> RunRestoreAsync(string playbook, int users)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("CreateTime");
        TimeSpan empty;
        var watch = Stopwatch.StartNew();
        using (ChildProcess engine = bench.StartEngine("bench-restore", "replay"))
        {
            await bench.ReadyAsync(engine);
            empty = watch.Elapsed;
            await bench.ProcessedAsync(engine, bench.ProduceIdle(users, FourKinds));
            using var metrics = new MetricsPage(bench._http);
            await metrics.ReachAsync("engagestream_clock_marks_total", Partitions * SilentHours, engine, Patience);
        }

        watch.Restart();
        using ChildProcess again = bench.StartEngine("bench-restore", "replay");
        await bench.ReadyAsync(again);
        TimeSpan full = watch.Elapsed;
        using var page = new MetricsPage(bench._http);
        double restored = await page.SumAsync("engagestream_users");
        System.Console.WriteLine($"{restored:N0} users restored in {(full - empty).TotalSeconds:F2} s: {restored / (full - empty).TotalSeconds:N0} users/s (a start without state takes {empty.TotalSeconds:F2} s, this one took {full.TotalSeconds:F2} s)");
        return restored == users ? 0 : 1;
    }
}
