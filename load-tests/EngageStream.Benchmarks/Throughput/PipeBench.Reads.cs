using System.Diagnostics;
using EngageStream.Domain.Time;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>What questions about users cost the stream.</summary>
internal sealed partial class PipeBench
{
    private const int ReadRounds = 3;
    private static readonly string[] Kinds = ["none", "plain", "explained"];

    /// <summary>Throughput with the load source beside it, in turns without questions, with plain and with explained ones.</summary>
    public static async Task<int> RunReadsAsync(string playbook, int events, int readsPerSecond)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("LogAppendTime");
        long nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var load = new ZipfEvents(events, Users, nowMs - Durations.Hour, Durations.Hour);
        System.Console.WriteLine(
            $"{events:N0} events a round, {Users:N0} users (Zipf), {readsPerSecond:N0} questions/s about any of them, " +
            $"{Environment.ProcessorCount} cores, exactly once");
        using ChildProcess engine = ChildProcess.OfBenchmarks(
            Path.Combine(bench._folder, "bench-reads.log"), AskedEngine.Command, bench._bootstrap, bench._http, $"{Partitions}");
        await bench.ReadyAsync(engine);
        int done = bench.ProducePopulation(Users, nowMs - (2 * Durations.Hour));
        await bench.ProcessedAsync(engine, done);

        // In turns, so that what drifts drifts for all; the first round warms up and does not count.
        var seconds = new Dictionary<string, double>();
        var cpu = new Dictionary<string, double>();
        for (int round = 0; round <= ReadRounds; round++)
        {
            foreach (string kind in Kinds)
            {
                engine.Tell($"{(kind == "none" ? 0 : readsPerSecond)} {kind}");
                TimeSpan cpuBefore = engine.Cpu;
                var watch = Stopwatch.StartNew();
                Task producing = Task.Run(() => bench.Produce(load, (round * Kinds.Length) + Array.IndexOf(Kinds, kind)));
                await bench.ProcessedAsync(engine, done += events);
                if (round > 0)
                {
                    seconds[kind] = seconds.GetValueOrDefault(kind) + watch.Elapsed.TotalSeconds;
                    cpu[kind] = cpu.GetValueOrDefault(kind) + (engine.Cpu - cpuBefore).TotalSeconds;
                }

                await producing;
            }
        }

        foreach (string kind in Kinds)
        {
            Print($"questions: {kind}", events * ReadRounds, TimeSpan.FromSeconds(seconds[kind]), TimeSpan.FromSeconds(cpu[kind]));
            System.Console.WriteLine($"  {"",-36} {seconds["none"] / seconds[kind],10:P1} of the throughput without");
        }

        using var metrics = new MetricsPage(bench._http);
        foreach (string outcome in new[] { "found", "unknown", "busy", "restoring", "elsewhere" })
        {
            System.Console.WriteLine($"  answers {outcome,-10} {await metrics.SumAsync($"engagestream_reads_total{{outcome=\"{outcome}\"}}"),12:N0}");
        }

        double count = await metrics.SumAsync("engagestream_read_latency_seconds_count");
        double sum = await metrics.SumAsync("engagestream_read_latency_seconds_sum");
        System.Console.WriteLine($"  mean wait for the stream thread {sum / count * 1e3:F1} ms");
        return 0;
    }
}
