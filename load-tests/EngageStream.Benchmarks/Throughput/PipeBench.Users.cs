using Confluent.Kafka;
using EngageStream.Domain.Time;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>What an event costs the whole engine by how many users there are.</summary>
internal sealed partial class PipeBench
{
    private const int UsersEvents = 4_000_000;
    private const int PauseHours = 2;
    private static readonly string[] History = ["Signed Up", "Order Completed", "Order Completed"];
    private static readonly TimeSpan PopulationPatience = TimeSpan.FromHours(2);

    /// <summary>
    /// CPU time of the engine's process for an event, exactly once, with the load source beside it. Every user exists before anything
    /// is measured, and has had what messages there are for that, and a pause of two hours: hardly anything goes out then. Who does an event, or
    /// comes for a visit of several, follows Zipf's law.
    /// </summary>
    public static async Task<int> RunUsersAsync(string playbook, IReadOnlyList<int> populations, bool inVisits)
    {
        System.Console.WriteLine(
            $"{UsersEvents:N0} {(inVisits ? "events in visits" : "events")} (Zipf) after {WarmUp:N0} others, {Partitions} partitions, {Environment.ProcessorCount} cores, exactly-once, CPU time of the engine's process");
        double smallest = 0;
        foreach (int users in populations)
        {
            double micros = await MeasureUsersAsync(playbook, users, inVisits, smallest);
            smallest = smallest == 0 ? micros : smallest;
        }

        return 0;
    }

    private static async Task<double> MeasureUsersAsync(string playbook, int users, bool inVisits, double smallest)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("CreateTime");
        using ChildProcess engine = bench.StartEngine("bench-users", "replay");
        await bench.ReadyAsync(engine);
        using var metrics = new MetricsPage(bench._http);

        // 1. The population comes in, and is silent.
        Task<int> population = Task.Run(() => bench.ProduceIdle(users, History, PauseHours));
        await metrics.ReachAsync("engagestream_clock_marks_total", Partitions * PauseHours, engine, PopulationPatience);

        // 2. Events that warm up, and those that are measured.
        var load = new ZipfEvents(WarmUp + UsersEvents, users, StartMs + ((History.Length + PauseHours) * Durations.Hour), 4 * Durations.Hour, inVisits: inVisits);
        int done = await population + WarmUp;
        bench.ProduceAsOf(load, 0, WarmUp);
        await metrics.ReachAsync("engagestream_events_total", done, engine, Patience);
        double outputs = await bench.OutputsAsync();
        double timers = await metrics.SumAsync("engagestream_timers_fired_total");
        TimeSpan cpu = engine.Cpu;
        Task producing = Task.Run(() => bench.ProduceAsOf(load, WarmUp, load.Count));
        await metrics.ReachAsync("engagestream_events_total", done + UsersEvents, engine, Patience);
        double micros = (engine.Cpu - cpu).TotalMicroseconds / UsersEvents;
        await producing;
        System.Console.WriteLine(
            $"  {users,10:N0} users  {micros,5:F2} µs an event  {micros / (smallest == 0 ? micros : smallest),5:F2}x  " +
            $"{(await bench.OutputsAsync() - outputs) / UsersEvents:F2} outputs and {(await metrics.SumAsync("engagestream_timers_fired_total") - timers) / UsersEvents:F2} timers an event  " +
            $"{await metrics.SumAsync("engagestream_users_active"),9:N0} active  process memory {engine.ResidentBytes / 1e6,6:N0} MB");
        return micros;
    }

    private void ProduceAsOf(ZipfEvents load, int from, int to)
    {
        using IProducer<byte[], byte[]> producer = NewProducer();
        for (int i = from; i < to; i++)
        {
            Send(producer, load.KeyOf(i).ToArray(), load[i].ToArray(), new Timestamp(load.TimesMs[i], TimestampType.CreateTime));
        }

        producer.Flush(Patience);
    }
}
