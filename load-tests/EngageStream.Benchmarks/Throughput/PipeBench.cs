using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Domain.Time;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// The whole pipe on one machine: load source (this process), embedded broker and engine, each its own process. Beside it, in
/// the same run, the baseline: consume and parse only, no state, no output.
/// </summary>
internal sealed partial class PipeBench : IAsyncDisposable
{
    private const string Topic = "engage.events";
    private const int Partitions = 4;
    internal const int Users = 200_000;
    private const int WarmUp = 1_000_000;
    private const int SilentHours = 72;
    private static readonly long StartMs = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly string[] FourKinds = ["Signed Up", "Product Viewed", "Cart Viewed", "Order Completed"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-bench-").FullName;
    private readonly string _bootstrap = $"127.0.0.1:{FreePort()}";
    private readonly string _http = $"127.0.0.1:{FreePort()}";
    private readonly string _playbook;
    private readonly ChildProcess _broker;

    private PipeBench(string playbook)
    {
        _playbook = playbook;
        _broker = new ChildProcess(
            Path.Combine(_folder, "broker.log"), "broker", "--data", Path.Combine(_folder, "broker"), "--port", _bootstrap.Split(':')[1]);
    }

    /// <summary>Throughput of the pipe, with the load source running beside it and after it.</summary>
    public static async Task<int> RunThroughputAsync(string playbook, EngagementModel model, int events, string guarantee)
    {
        string settings = $"processing.guarantee: {guarantee}";
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("LogAppendTime");
        long nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var load = new ZipfEvents(events, Users, nowMs - Durations.Hour, Durations.Hour);
        // The just-in-time compiler is at work during the first million events or so: a start is not what is measured.
        var warmUp = new ZipfEvents(WarmUp, Users, nowMs - Durations.Hour, Durations.Hour, seed: 2);
        System.Console.WriteLine($"{events:N0} events of {load.MeanLength:F0} bytes, {Users:N0} users (Zipf), {Partitions} partitions, {Environment.ProcessorCount} cores, {guarantee}");

        using (ChildProcess engine = bench.StartEngine("bench", "live", settings))
        {
            // 1. The population, which is not measured: everyone signs up and buys twice, which sends most campaigns' messages.
            await bench.ReadyAsync(engine);
            int population = bench.ProducePopulation(Users, nowMs - (2 * Durations.Hour));
            await bench.ProcessedAsync(engine, population);
            bench.Produce(warmUp, 0);
            population += warmUp.Count;
            await bench.ProcessedAsync(engine, population);

            // 2. Load source and engine together.
            double outputs = await bench.OutputsAsync();
            TimeSpan cpu = engine.Cpu;
            var watch = Stopwatch.StartNew();
            Task producing = Task.Run(() => bench.Produce(load, 1));
            await bench.ProcessedAsync(engine, population + events);
            Print("pipe, load source beside it", events, watch.Elapsed, engine.Cpu - cpu);
            System.Console.WriteLine($"  {"",-36} {(await bench.OutputsAsync() - outputs) / events,10:F3} outputs per event (transitions, decisions, triggers, profiles)");
            await producing;
        }

        // 3. The baseline on a backlog of as many.
        Dictionary<int, long> ends = bench.Ends();
        bench.Produce(load, 2);
        (TimeSpan Wall, TimeSpan Cpu) baseline = bench.ConsumeAndParse(model, events, ends);
        Print("consume and parse only (baseline)", events, baseline.Wall, baseline.Cpu);

        (TimeSpan Wall, TimeSpan Cpu) bound = bench.ConsumeParseAndUpdate(model, events, ends);
        Print("consume, parse and update only", events, bound.Wall, bound.Cpu);

        // 4. The engine catches up on that backlog.
        using (ChildProcess engine = bench.StartEngine("bench", "live", settings))
        {
            await bench.ProcessedAsync(engine, 1);
            TimeSpan cpu = engine.Cpu;
            var watch = Stopwatch.StartNew();
            await bench.ProcessedAsync(engine, events);
            Print("pipe, catching up after a stop", events, watch.Elapsed, engine.Cpu - cpu);
        }

        return 0;
    }

    public ValueTask DisposeAsync()
    {
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Print(string what, int events, TimeSpan wall, TimeSpan cpu) => System.Console.WriteLine(
        $"  {what,-36} {events / wall.TotalSeconds,10:N0} events/s  {cpu.TotalSeconds / events * 1e6,5:F2} CPU s/million (that process)");

    private ChildProcess StartEngine(string application, string mode, string settings = "")
    {
        string config = Path.Combine(_folder, $"{application}.yaml");
        File.WriteAllText(config, $"""
            application.id: {application}
            mode: {mode}
            playbook: {_playbook}
            threads: 2
            http.listen: {_http}
            topics.partitions: {Partitions}
            kafka.bootstrap.servers: {_bootstrap}
            {settings}
            """);
        return new ChildProcess(Path.Combine(_folder, $"{application}.log"), "run", "--config", config);
    }

    private async Task ReadyAsync(ChildProcess engine)
    {
        using var metrics = new MetricsPage(_http);
        await metrics.ReachAsync("engagestream_ready", 1, engine, Patience);
    }

    private async Task ProcessedAsync(ChildProcess engine, int events)
    {
        using var metrics = new MetricsPage(_http);
        await metrics.ReachAsync("engagestream_events_total", events, engine, Patience);
    }

    private async Task<double> OutputsAsync()
    {
        using var metrics = new MetricsPage(_http);
        double sum = 0;
        foreach (string name in new[] { "transitions", "decisions", "triggers", "profiles" })
        {
            sum += await metrics.SumAsync($"engagestream_{name}_total");
        }

        return sum;
    }

    // What a reader of committed records sees: how many, and a sum over the hashes of their ids, for their order is free.
    private string CommittedOutputs()
    {
        string[] topics = ["engage.transitions", "engage.decisions", "engage.triggers.push", "engage.triggers.email", "engage.triggers.sms"];
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = _bootstrap,
            GroupId = "bench-outputs",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        TopicPartitionOffset[] all = [.. admin.GetMetadata(Patience).Topics
            .Where(topic => topics.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions.Select(partition => new TopicPartitionOffset(topic.Topic, partition.PartitionId, Offset.Beginning)))];
        consumer.Assign(all);
        var sums = new SortedDictionary<string, (long Count, ulong Sum)>(StringComparer.Ordinal);
        for (int ends = 0; ends < all.Length;)
        {
            ConsumeResult<Ignore, Ignore> result = consumer.Consume(Patience) ?? throw new InvalidOperationException("The outputs could not be read.");
            if (result.IsPartitionEOF)
            {
                ends++;
                continue;
            }

            (long count, ulong sum) = sums.GetValueOrDefault(result.Topic);
            sums[result.Topic] = (count + 1, sum + BitConverter.ToUInt64(SHA256.HashData(result.Message.Headers.GetLastBytes("ce_id"))));
        }

        return string.Join(", ", sums.Select(pair => $"{pair.Key} {pair.Value.Count:N0} ({pair.Value.Sum:x16})"));
    }

    private async Task CreateTopicAsync(string timestampType)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _bootstrap }).Build();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification
            {
                Name = Topic,
                NumPartitions = Partitions,
                ReplicationFactor = 1,
                Configs = new Dictionary<string, string> { ["message.timestamp.type"] = timestampType, ["retention.ms"] = "-1" },
            },
        ]);
    }

    // Message ids are made new for every round; else a round would be duplicates of the one before.
    private void Produce(ZipfEvents load, int round)
    {
        using IProducer<byte[], byte[]> producer = NewProducer();
        for (int i = 0; i < load.Count; i++)
        {
            byte[] value = load[i].ToArray();
            value[value.AsSpan().IndexOf("\"messageId\":\"m-"u8) + 13] = (byte)('n' + round);
            Send(producer, KeyOf(value), value, Timestamp.Default);
        }

        producer.Flush(Patience);
    }

    private int ProducePopulation(int users, long atMs)
    {
        string time = DateTimeOffset.FromUnixTimeMilliseconds(atMs).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        string[] names = ["Signed Up", "Order Completed", "Order Completed"];
        using IProducer<byte[], byte[]> producer = NewProducer();
        for (int i = 0; i < names.Length * users; i++)
        {
            string key = ZipfEvents.Key(i % users);
            string value = $$"""{"type":"track","event":"{{names[i / users]}}","userId":"{{key}}","messageId":"p-{{i}}","timestamp":"{{time}}","properties":{"revenue":12.5} }""";
            Send(producer, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), Timestamp.Default);
        }

        producer.Flush(Patience);
        return names.Length * users;
    }

    private Dictionary<int, long> Ends()
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = _bootstrap, GroupId = "bench-ends" }).Build();
        return Enumerable.Range(0, Partitions).ToDictionary(
            partition => partition, partition => consumer.QueryWatermarkOffsets(new TopicPartition(Topic, partition), Patience).High.Value);
    }

    // Events of each name for each user, an hour apart; then clock marks, hourly, in which everybody is silent.
    private int ProduceIdle(int users, string[] names, int silentHours = SilentHours)
    {
        using IProducer<byte[], byte[]> producer = NewProducer();
        for (int hour = 0; hour < names.Length; hour++)
        {
            for (int user = 0; user < users; user++)
            {
                long at = StartMs + (hour * Durations.Hour) + (user * Durations.Hour / users);
                string key = ZipfEvents.Key(user);
                string value = $$"""{"type":"track","event":"{{names[hour]}}","userId":"{{key}}","messageId":"{{user}}-{{hour}}","properties":{"revenue":12.5} }""";
                Send(producer, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), new Timestamp(at, TimestampType.CreateTime));
            }
        }

        for (int hour = names.Length; hour < names.Length + silentHours; hour++)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                var mark = new Message<byte[], byte[]>
                {
                    Headers = new Headers { { "engage-type", "clock"u8.ToArray() } },
                    Timestamp = new Timestamp(StartMs + (hour * Durations.Hour), TimestampType.CreateTime),
                    Value = [],
                };
                producer.Produce(new TopicPartition(Topic, partition), mark);
            }
        }

        producer.Flush(Patience);
        return users * names.Length;
    }

    // Whoever is active has so many events over an hour, which begins where the silence ends.
    private int ProduceActive(int users, int active, int rounds)
    {
        long start = StartMs + ((FourKinds.Length + SilentHours) * Durations.Hour);
        using IProducer<byte[], byte[]> producer = NewProducer();
        int count = active * rounds;
        for (int i = 0; i < count; i++)
        {
            string key = ZipfEvents.Key(i % active * (users / active));
            string name = i % 3 == 0 ? "Cart Viewed" : "Product Viewed";
            string value = $$"""{"type":"track","event":"{{name}}","userId":"{{key}}","messageId":"a-{{i}}","properties":{"revenue":12.5} }""";
            Send(producer, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), new Timestamp(start + (i * Durations.Hour / count), TimestampType.CreateTime));
        }

        producer.Flush(Patience);
        return count;
    }

    private (TimeSpan Wall, TimeSpan Cpu) ConsumeAndParse(EngagementModel model, int events, Dictionary<int, long> from)
    {
        var e = new InputEvent(model.Schema);
        var parser = new ParsingDeserializer(new EventParser(model.Schema, model.TimePolicy), () => e);
        var config = new ConsumerConfig
        {
            BootstrapServers = _bootstrap,
            GroupId = "bench-baseline",
            EnableAutoCommit = false,
            ConsumeResultFields = "timestamp",
        };
        config.Set("fetch.queue.backoff.ms", "5");
        using IConsumer<Ignore, InputEvent> consumer = new ConsumerBuilder<Ignore, InputEvent>(config).SetValueDeserializer(parser).Build();
        consumer.Assign(from.Select(pair => new TopicPartitionOffset(Topic, pair.Key, pair.Value)));
        consumer.Consume(Patience);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        for (int i = 1; i < events; i++)
        {
            _ = consumer.Consume(Patience) ?? throw new InvalidOperationException($"Only {i} records came.");
        }

        return (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    private IProducer<byte[], byte[]> NewProducer(int lingerMs = 20) => new ProducerBuilder<byte[], byte[]>(new ProducerConfig
    {
        BootstrapServers = _bootstrap,
        LingerMs = lingerMs,
        BatchSize = 1 << 20,
        QueueBufferingMaxMessages = 200_000,
        EnableDeliveryReports = false,
    }).Build();

    private static void Send(IProducer<byte[], byte[]> producer, byte[] key, byte[] value, Timestamp timestamp)
    {
        var place = new TopicPartition(Topic, Partitioner.Of(PartitionerKind.Murmur2, key, Partitions));
        var message = new Message<byte[], byte[]> { Key = key, Value = value, Timestamp = timestamp };
        while (true)
        {
            try
            {
                producer.Produce(place, message);
                return;
            }
            catch (ProduceException<byte[], byte[]> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(5));
                producer.Flush(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    private static byte[] KeyOf(byte[] value)
    {
        int start = value.AsSpan().IndexOf("\"userId\":\""u8) + "\"userId\":\"".Length;
        return value[start..(start + value.AsSpan(start).IndexOf((byte)'"'))];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
