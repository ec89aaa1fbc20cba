using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StackExchange.Redis;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// Profiles a second from the topic into a redis-server: broker, projection and Redis are processes of their own on this machine.
/// The baseline is a plain pipelined HSET of the same hashes, without sets, positions or Kafka. The first tenth is the warm-up.
/// </summary>
internal sealed class RedisBench : IAsyncDisposable
{
    private const int Partitions = 4;
    private const string Prefix = "bench.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-bench-redis-");
    private readonly int _kafkaPort = FreePort();
    private readonly int _redisPort = FreePort();
    private readonly ChildProcess _broker;
    private readonly Process _redis;

    private RedisBench()
    {
        _broker = new ChildProcess(
            Path.Combine(_folder.FullName, "broker.log"), "broker", "--port", Text(_kafkaPort), "--data", Path.Combine(_folder.FullName, "kafka"));
        _redis = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--bind", "127.0.0.1", "--port", Text(_redisPort), "--dir", _folder.FullName, "--save", "", "--logfile", Path.Combine(_folder.FullName, "redis.log"),
        ])) ?? throw new InvalidOperationException("redis-server did not start.");
    }

    /// <summary>Runs the benchmark.</summary>
    /// <param name="profiles">Profiles in the topic.</param>
    /// <param name="batch">The setting <c>redis.batch</c>.</param>
    /// <param name="settings">Further settings of the projection, as <c>key=value</c>.</param>
    public static async Task<int> RunAsync(int profiles, int batch, IReadOnlyList<string> settings)
    {
        await using var bench = new RedisBench();
        await bench.ProduceAsync(profiles);
        await using ConnectionMultiplexer redis = await bench.ConnectAsync();
        int people = profiles / 2;

        // 1. The baseline.
        double plainCpu = bench.RedisCpu;
        double plain = await PlainAsync(redis, profiles, people);
        plainCpu = (bench.RedisCpu - plainCpu) * 1e6 / profiles;
        await Server(redis).FlushDatabaseAsync();
        long empty = await MemoryAsync(redis);

        // 2. The projection: everybody is new at first, then everybody is known.
        using ChildProcess projection = bench.StartProjection(batch, settings);
        await ReachAsync(redis, profiles / 10, projection);
        long from = await ProjectedAsync(redis);
        var watch = Stopwatch.StartNew();
        double cpu = bench.RedisCpu;
        TimeSpan own = projection.Cpu;
        await ReachAsync(redis, profiles, projection);
        double seconds = watch.Elapsed.TotalSeconds;
        double rate = (profiles - from) / seconds;
        double perMillion = 1e6 / (profiles - from);
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{profiles:N0} profiles of {people:N0} people, batches of {batch}: {rate:N0} profiles/s ({plain / rate:F1} times the time of a plain pipelined HSET of the same hashes, {plain:N0}/s)"));
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  CPU per million: projection {(projection.Cpu - own).TotalSeconds * perMillion:F1} s, Redis {(bench.RedisCpu - cpu) * perMillion:F1} s; Redis for the plain HSET {plainCpu:F1} s"));
        long memory = (await MemoryAsync(redis) - empty) / people;
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  memory of Redis: {memory:N0} B a person, of which {Encoding.UTF8.GetByteCount(Json(0, people))} B of JSON"));
        return await Server(redis).DatabaseSizeAsync() >= people ? 0 : 1;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        _redis.Kill();
        await _redis.WaitForExitAsync();
        _redis.Dispose();
        _folder.Delete(recursive: true);
    }

    private double RedisCpu
    {
        get
        {
            _redis.Refresh();
            return _redis.TotalProcessorTime.TotalSeconds;
        }
    }

    private ChildProcess StartProjection(int batch, IReadOnlyList<string> settings) => new(
        Path.Combine(_folder.FullName, "projection.log"),
    [
        "project", "redis",
        "--set", $"kafka.bootstrap.servers=127.0.0.1:{Text(_kafkaPort)}", "--set", $"topics.prefix={Prefix}", "--set", "http.listen=",
        "--set", $"redis.servers=127.0.0.1:{Text(_redisPort)}", "--set", $"redis.prefix={Prefix}", "--set", $"redis.batch={Text(batch)}",
        .. settings.SelectMany(setting => new[] { "--set", setting }),
    ]);

    private async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(
        new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, _redisPort } }, AllowAdmin = true, AsyncTimeout = 60_000, SyncTimeout = 60_000 });

    private static IServer Server(ConnectionMultiplexer redis) => redis.GetServer(redis.GetEndPoints()[0]);

    private static async Task<long> MemoryAsync(ConnectionMultiplexer redis) => long.Parse(
        (await Server(redis).InfoAsync("memory"))[0].Single(line => line.Key == "used_memory").Value, CultureInfo.InvariantCulture);

    private static async Task<double> PlainAsync(ConnectionMultiplexer redis, int profiles, int people)
    {
        IDatabase database = redis.GetDatabase();
        HashEntry[][] hashes = [.. Enumerable.Range(0, Math.Min(profiles, 20_000)).Select(i => Fields(i, people))];
        var watch = Stopwatch.StartNew();
        Task last = Task.CompletedTask;
        for (int i = 0; i < profiles; i++)
        {
            HashEntry[] hash = hashes[i % hashes.Length];
            if (i % 1000 == 999)
            {
                await last;
                last = database.HashSetAsync($"{Prefix}user:{User(i, people)}", hash);
            }
            else
            {
                await database.HashSetAsync($"{Prefix}user:{User(i, people)}", hash, CommandFlags.FireAndForget);
            }
        }

        await last;
        await database.PingAsync();
        return profiles / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> ProjectedAsync(ConnectionMultiplexer redis)
    {
        RedisValue[] records = await Task.WhenAll(Enumerable.Range(0, Partitions)
            .Select(partition => redis.GetDatabase().HashGetAsync($"{Prefix}position:{Text(partition)}", "records")));
        return records.Sum(count => count.IsNull ? 0 : (long)count);
    }

    private static async Task ReachAsync(ConnectionMultiplexer redis, long goal, ChildProcess projection)
    {
        var watch = Stopwatch.StartNew();
        while (await ProjectedAsync(redis) < goal)
        {
            projection.ThrowIfEnded();
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"{await ProjectedAsync(redis)} of {goal} profiles came.");
            }

            await Task.Delay(20);
        }
    }

    private async Task ProduceAsync(int profiles)
    {
        string servers = $"127.0.0.1:{Text(_kafkaPort)}";
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).SetLogHandler((_, _) => { }).Build();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await admin.CreateTopicsAsync([new TopicSpecification { Name = $"{Prefix}profiles", NumPartitions = Partitions, ReplicationFactor = 1 }]);
                break;
            }
            catch (KafkaException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(100);
            }
        }

        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = servers,
            LingerMs = 20,
            EnableDeliveryReports = false,
            QueueBufferingMaxMessages = 2_000_000,
            Partitioner = Confluent.Kafka.Partitioner.Murmur2Random,
        }).Build();
        int people = profiles / 2;
        for (int i = 0; i < profiles; i++)
        {
            producer.Produce($"{Prefix}profiles", new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(User(i, people)),
                Value = Encoding.UTF8.GetBytes(Json(i, people)),
            });
            if (i % 50_000 == 0)
            {
                producer.Flush(Patience);
            }
        }

        producer.Flush(Patience);
    }

    private static string User(int i, int people) => $"user-{i % people:D7}";

    // A profile as the starter playbook's engine publishes it: three kinds of event, two traits, and a risk that hardly anybody
    // else has too (equal scores of a sorted set would have to be told apart by the ids).
    private static string Json(int i, int people)
    {
        string[] stages = ["introduction", "growth", "maturity", "dormant", "churned"];
        string[] bands = ["low", "medium", "high"];
        string risk = (i * 0.6180339887498949 % 1).ToString("R", CultureInfo.InvariantCulture);
        return $$$"""
            {"user":"{{{User(i, people)}}}","as_of":"2026-01-05T10:00:00.000Z","stage":"{{{stages[i / 7 % 5]}}}","stage_since":"2026-01-01T10:00:00.000Z","risk":{{{risk}}},"band":"{{{bands[i / 3 % 3]}}}","band_since":"2026-01-02T10:00:00.000Z","first_seen":"2025-11-01T10:00:00.000Z","last_activity":"2026-01-05T09:00:00.000Z","active_days":{{{i % 90}}},"sessions":{{{i % 200}}},"events":{{{i}}},"totals":[{"event":"Signed Up","count":1,"last":"2025-11-01T10:00:00.000Z"},{"event":"Product Viewed","count":{{{i % 1000}}},"last":"2026-01-05T09:00:00.000Z"},{"event":"Order Completed","count":{{{i % 20}}},"last":"2026-01-04T09:00:00.000Z"}],"traits":{"firstName":"Ann","city":"York"}}
            """;
    }

    private static HashEntry[] Fields(int i, int people)
    {
        string json = Json(i, people);
        System.Text.Json.JsonElement profile = System.Text.Json.JsonDocument.Parse(json).RootElement;
        return
        [
            new("_position", string.Create(CultureInfo.InvariantCulture, $"1/{i % Partitions}/{i}/1767607200000")),
            new("stage", profile.GetProperty("stage").GetString()),
            new("band", profile.GetProperty("band").GetString()),
            new("risk", profile.GetProperty("risk").GetRawText()),
            new("profile", json),
        ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
