using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>From an event's timestamp to its trigger in the hands of a read_committed consumer.</summary>
internal sealed partial class PipeBench
{
    private const int ProbesPerSecond = 50;
    private const int BurstFactor = 10;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(3);

    /// <summary>Latency at a steady rate, in a burst of ten times that rate, and after it; one user has a fifth of all events.</summary>
    public static async Task<int> RunLatencyAsync(string playbook, int eventsPerSecond, string guarantee)
    {
        await using var bench = new PipeBench(playbook);
        await bench.CreateTopicAsync("LogAppendTime");
        using ChildProcess engine = bench.StartEngine("bench-latency", "live", $"processing.guarantee: {guarantee}");
        await bench.ReadyAsync(engine);
        System.Console.WriteLine(
            $"{eventsPerSecond:N0} events/s of {Users:N0} users, a fifth of them one user's, {ProbesPerSecond} first purchases/s, {Environment.ProcessorCount} cores, {guarantee}");
        var probes = new Probes(bench._bootstrap);
        using var stop = new CancellationTokenSource();
        Task reading = Task.Factory.StartNew(() => probes.Read(stop.Token), TaskCreationOptions.LongRunning);
        using IProducer<byte[], byte[]> producer = bench.NewProducer(lingerMs: 5);
        int population = 0;

        // The first seconds, in which code is compiled and connections are made, do not count.
        await PhaseAsync("warm-up", 1, Phase);
        await PhaseAsync("steady", 1, Phase);
        await PhaseAsync($"{BurstFactor} times the rate", BurstFactor, Burst);
        await PhaseAsync("the same seconds after it", 1, Burst);
        await PhaseAsync("steady again", 1, Phase);
        await stop.CancelAsync();
        await reading;
        return 0;

        async Task PhaseAsync(string name, int factor, TimeSpan length)
        {
            int first = probes.Sent;
            population += await Task.Run(() => Send(producer, probes, eventsPerSecond * factor, length, population));
            await probes.AllBackAsync(Patience);
            long[] latencies = [.. probes.LatenciesMs(first).Order()];
            System.Console.WriteLine(
                $"  {name,-26} p50 {latencies[latencies.Length / 2],6:N0} ms  p99 {latencies[latencies.Length * 99 / 100],6:N0} ms  max {latencies[^1],6:N0} ms  " +
                $"engine {engine.ResidentBytes / 1e6,5:N0} MB (highest {engine.PeakResidentBytes / 1e6:N0} MB)");
        }
    }

    // Every millisecond's share is sent when it is due; what the pace cannot keep shows as latency, for probes carry the instant at
    // which they were due.
    private static int Send(IProducer<byte[], byte[]> producer, Probes probes, int rate, TimeSpan length, int from)
    {
        var random = new Random(from);
        var watch = Stopwatch.StartNew();
        long begin = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        int sent = 0;
        int probed = 0;
        for (int total = (int)(rate * length.TotalSeconds); sent < total;)
        {
            double seconds = watch.Elapsed.TotalSeconds;
            for (int due = (int)Math.Min(total, seconds * rate); sent < due; sent++)
            {
                int user = sent % 5 == 0 ? 0 : 1 + random.Next(Users);
                Send(producer, ZipfEvents.Key(user), "Product Viewed", $"l-{from + sent}", begin + (long)(sent * 1000.0 / rate));
            }

            for (int due = (int)(Math.Min(seconds, length.TotalSeconds) * ProbesPerSecond); probed < due; probed++)
            {
                long at = begin + (probed * 1000L / ProbesPerSecond);
                string key = probes.Next(at);
                Send(producer, key, "Order Completed", key, at);
            }

            Thread.Sleep(1);
        }

        producer.Flush(Patience);
        return sent;
    }

    private static void Send(IProducer<byte[], byte[]> producer, string key, string name, string id, long atMs)
    {
        string time = DateTimeOffset.FromUnixTimeMilliseconds(atMs).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        string value = $$$"""{"type":"track","event":"{{{name}}}","userId":"{{{key}}}","messageId":"{{{id}}}","timestamp":"{{{time}}}","properties":{"revenue":12.5,"product":"a-rather-ordinary-thing"}}""";
        Send(producer, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), Timestamp.Default);
    }

    /// <summary>First purchases of people of their own, and when their thanks came.</summary>
    private sealed class Probes(string bootstrap)
    {
        private const string Prefix = "probe-";
        private static readonly string[] Channels = ["push", "email", "sms"];
        private readonly List<(long DueMs, long SeenMs)> _probes = [];
        private readonly Lock _gate = new();

        public int Sent
        {
            get
            {
                lock (_gate)
                {
                    return _probes.Count;
                }
            }
        }

        public string Next(long dueMs)
        {
            lock (_gate)
            {
                _probes.Add((dueMs, 0));
                return $"{Prefix}{_probes.Count - 1}";
            }
        }

        public long[] LatenciesMs(int from)
        {
            lock (_gate)
            {
                return [.. _probes.Skip(from).Select(probe => probe.SeenMs - probe.DueMs)];
            }
        }

        public async Task AllBackAsync(TimeSpan patience)
        {
            using var limit = new CancellationTokenSource(patience);
            while (AnyMissing())
            {
                await Task.Delay(10, limit.Token);
            }
        }

        public void Read(CancellationToken stop)
        {
            using IConsumer<string, Ignore> consumer = new ConsumerBuilder<string, Ignore>(new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = "bench-notifier",
                EnableAutoCommit = false,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                IsolationLevel = IsolationLevel.ReadCommitted,
                FetchWaitMaxMs = 20,
            }).Build();
            consumer.Assign(Enumerable.Range(0, Partitions).SelectMany(partition => Channels
                .Select(channel => new TopicPartitionOffset($"engage.triggers.{channel}", partition, Offset.Beginning))));
            while (!stop.IsCancellationRequested)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(50)) is { } trigger && trigger.Message.Key.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    Saw(int.Parse(trigger.Message.Key.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
                }
            }
        }

        private bool AnyMissing()
        {
            lock (_gate)
            {
                return _probes.Exists(probe => probe.SeenMs == 0);
            }
        }

        private void Saw(int number)
        {
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            lock (_gate)
            {
                (long due, long seen) = _probes[number];
                _probes[number] = (due, seen == 0 ? now : throw new InvalidOperationException($"{Prefix}{number} was thanked twice."));
            }
        }
    }
}
