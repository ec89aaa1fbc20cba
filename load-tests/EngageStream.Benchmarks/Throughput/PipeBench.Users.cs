using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Shards;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>What an event costs the whole engine by how many users there are.</summary>
internal sealed partial class PipeBench
{
    private const string UsersApplication = "bench-users";
    private const int UsersEvents = 4_000_000;

    // Until as many are active as may be.
    private const int UsersWarmUp = 4_000_000;

    /// <summary>
    /// CPU time of the engine's process for an event, exactly once, with the load source beside it. The engine begins with a population
    /// from a savepoint, who have had what messages there are for what they did: hardly anything goes out. Who does an event, or comes for a
    /// visit of several, follows Zipf's law.
    /// </summary>
    public static async Task<int> RunUsersAsync(string playbook, EngagementModel model, IReadOnlyList<int> populations, bool inVisits)
    {
        System.Console.WriteLine(
            $"{UsersEvents:N0} {(inVisits ? "events in visits" : "events")} (Zipf) after {UsersWarmUp:N0} others, {Partitions} partitions, {Environment.ProcessorCount} cores, exactly-once, CPU time of the engine's process");
        double smallest = 0;
        foreach (int users in populations)
        {
            double micros = await MeasureUsersAsync(playbook, model, users, inVisits, smallest);
            smallest = smallest == 0 ? micros : smallest;
        }

        return 0;
    }

    private static async Task<double> MeasureUsersAsync(string playbook, EngagementModel model, int users, bool inVisits, double smallest)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("CreateTime");
        await bench.ImportAsync(model, users);
        using ChildProcess engine = bench.StartEngine(UsersApplication, "replay");
        await bench.ReadyAsync(engine);
        using var metrics = new MetricsPage(bench._http);

        // Events that warm up, and those that are measured.
        var load = new ZipfEvents(UsersWarmUp + UsersEvents, users, Population.NowMs, 4 * Durations.Hour, inVisits: inVisits);
        bench.ProduceAsOf(load, 0, UsersWarmUp);
        await metrics.ReachAsync("engagestream_events_total", UsersWarmUp, engine, Patience);
        double outputs = await bench.OutputsAsync();
        double timers = await metrics.SumAsync("engagestream_timers_fired_total");
        TimeSpan cpu = engine.Cpu;
        Task producing = Task.Run(() => bench.ProduceAsOf(load, UsersWarmUp, load.Count));
        await metrics.ReachAsync("engagestream_events_total", load.Count, engine, Patience);
        double micros = (engine.Cpu - cpu).TotalMicroseconds / UsersEvents;
        await producing;
        System.Console.WriteLine(
            $"  {users,10:N0} users  {micros,5:F2} µs an event  {micros / (smallest == 0 ? micros : smallest),5:F2}x  " +
            $"{(await bench.OutputsAsync() - outputs) / UsersEvents:F2} outputs and {(await metrics.SumAsync("engagestream_timers_fired_total") - timers) / UsersEvents:F2} timers an event  " +
            $"{await metrics.SumAsync("engagestream_users_active"),9:N0} active  process memory {engine.ResidentBytes / 1e6,6:N0} MB");
        return micros;
    }

    // Through a savepoint: by way of events, and of what these bring forth, ten million people take more disk than there may be.
    private async Task ImportAsync(EngagementModel model, int users)
    {
        var options = new EngineOptions
        {
            ApplicationId = UsersApplication,
            Mode = EngineMode.Replay,
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = _bootstrap },
        };
        string file = Path.Combine(_folder, "population.savepoint");
        WriteSavepoint(file, model, options, new Population(
            model, users, Partitions, ShardOptions.Default with { InputPartitions = Partitions, Replay = true }));
        await StateImport.RunAsync(options, model, file, ImportPositions.End, NullLogger.Instance, _ => { }, CancellationToken.None);
        File.Delete(file);
    }

    private static void WriteSavepoint(string file, EngagementModel model, EngineOptions options, Population people) => SavepointFile.Write(file, writer =>
    {
        writer.Begin(SavepointHeader.For(options, model, Partitions, TimeProvider.System.GetUtcNow()));
        foreach (Shard shard in people.Shards)
        {
            writer.Partition(ShardUsers.Describe(shard, shard.NextInputOffset, drained: true));
            ShardUsers.Write(shard, writer);
        }
    });

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
