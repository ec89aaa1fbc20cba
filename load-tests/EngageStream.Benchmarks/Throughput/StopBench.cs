using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.EmbeddedKafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// How long planned stops leave partitions idle: three engines work, a fourth comes, and one of the three is stopped, either when all
/// is quiet again or at a random moment of the rebalances that the newcomer causes. Broker and engines in this process.
/// </summary>
internal sealed class StopBench : IAsyncDisposable
{
    private const int Partitions = 6;
    private const int Engines = 3;
    private const string Topic = "engage.events";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // In the first ones code is compiled: a start is not what is measured.
    private const int WarmUp = 2;

    // A member that was left behind is given up only when its session of 6 s ends.
    private static readonly TimeSpan LeftBehind = TimeSpan.FromSeconds(4);
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-stops-").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly Random _random = new(7);
    private readonly List<EngineHost> _engines = [];
    private readonly EngagementModel _model;
    private readonly EmbeddedBroker _broker;
    private readonly string? _logs;
    private int _started;
    private Task _load = Task.CompletedTask;

    private StopBench(EngagementModel model, EmbeddedBroker broker, string? logs)
    {
        _model = model;
        _broker = broker;
        _logs = logs;
    }

    private string Servers => _broker.BootstrapServers;

    /// <summary>Stops engines and prints how long it took.</summary>
    /// <param name="model">Playbook.</param>
    /// <param name="stops">Stops of each kind.</param>
    /// <param name="busy">Threads that keep processors busy beside it.</param>
    /// <param name="logs">Folder for the logs of every engine, librdkafka's words about the group included; none where it is missing.</param>
    public static async Task<int> RunAsync(EngagementModel model, int stops, int busy, string? logs)
    {
        string data = Directory.CreateTempSubdirectory("engage-stops-broker-").FullName;
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = data });
        await using var bench = new StopBench(model, broker, logs);
        System.Console.WriteLine(
            $"{Engines} engines and one that comes, {Partitions} partitions, {Environment.ProcessorCount} cores, {busy} of them kept busy by others");
        for (int i = 0; i < busy; i++)
        {
            new Thread(bench.Burn) { IsBackground = true }.Start();
        }

        bool isLeftBehind = await bench.RunAsync("while all is quiet", stops, quiet: true);
        isLeftBehind |= await bench.RunAsync("in the middle of rebalances", stops, quiet: false);
        return isLeftBehind ? 1 : 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _load;
        await Task.WhenAll(_engines.Select(engine => engine.StopAsync()));
        Directory.Delete(_folder, recursive: true);
        _end.Dispose();
    }

    private async Task<bool> RunAsync(string name, int stops, bool quiet)
    {
        while (_engines.Count < Engines)
        {
            _engines.Add(await StartAsync());
            await OwnAllAsync();
        }

        if (_load.IsCompleted)
        {
            _load = Task.Run(SendAsync);
        }

        using var arrivals = new OutputArrivals(Servers, "engage.transitions", Partitions);
        var measured = new List<Stop>();
        for (int i = -WarmUp; i < stops; i++)
        {
            Stop stop = await StopOneAsync(arrivals, quiet);
            arrivals.Forget();
            if (i >= 0)
            {
                measured.Add(stop);
            }

            if (i >= 0 && _logs is not null)
            {
                System.Console.WriteLine($"    {(quiet ? "quiet" : "rebalance")} {stop.Ended.TotalSeconds:F2} {stop.Idle.TotalSeconds:F2} {stop.HandedOver.TotalSeconds:F2} {stop.Partitions}");
            }
        }

        System.Console.WriteLine($"  {stops} stops {name}");
        Print("the engine's stop", measured, stop => stop.Ended);
        List<Stop> owners = measured.FindAll(stop => stop.Partitions > 0);
        if (owners.Count > 0)
        {
            Print($"its partitions idle, at most ({owners.Count} had any)", owners, stop => stop.Idle);
            Print("from the stop to the successors' first outputs", owners, stop => stop.HandedOver);
        }

        int left = measured.Count(stop => stop.Settled - stop.Ended > LeftBehind);
        System.Console.WriteLine($"    {"members left behind",-48} {left}");
        return left > 0;
    }

    private static void Print(string name, List<Stop> stops, Func<Stop, TimeSpan> of)
    {
        TimeSpan[] sorted = [.. stops.Select(of).Order()];
        System.Console.WriteLine(
            $"    {name,-48} median {sorted[sorted.Length / 2].TotalSeconds,5:F2} s   p90 {sorted[sorted.Length * 9 / 10].TotalSeconds,5:F2} s   max {sorted[^1].TotalSeconds,5:F2} s");
    }

    private async Task<Stop> StopOneAsync(OutputArrivals arrivals, bool quiet)
    {
        EngineHost comes = await StartAsync();
        _engines.Add(comes);
        if (quiet)
        {
            // The newcomer has its share in the second round of its rebalance.
            await OwnAllAsync(each: 1);
            await Task.Delay(TimeSpan.FromSeconds(1.5));
        }
        else
        {
            await Task.Delay(_random.Next(2500));
        }

        // The newcomer itself may be the one that goes, before it has joined or just when it has.
        EngineHost goes = _engines[_random.Next(_engines.Count)];
        HashSet<int> owned = Owned(goes);
        long began = Stopwatch.GetTimestamp();
        Task stopping = goes.StopAsync();
        _engines.Remove(goes);
        using var patience = new CancellationTokenSource(Patience);
        Task<(TimeSpan HandedOver, TimeSpan Idle)>[] handOvers = [.. owned.Select(partition => HandOverAsync(partition, began, arrivals, patience.Token))];
        await stopping;
        TimeSpan ended = Stopwatch.GetElapsedTime(began);
        await Task.WhenAll(handOvers);
        await OwnAllAsync();
        return new Stop(
            owned.Count, ended, Stopwatch.GetElapsedTime(began),
            handOvers.Select(task => task.Result.Idle).DefaultIfEmpty().Max(),
            handOvers.Select(task => task.Result.HandedOver).DefaultIfEmpty().Max());
    }

    private async Task<(TimeSpan HandedOver, TimeSpan Idle)> HandOverAsync(int partition, long began, OutputArrivals arrivals, CancellationToken cancel)
    {
        while (!_engines.Exists(engine => Owned(engine).Contains(partition)))
        {
            await Task.Delay(5, cancel);
        }

        long seen = await arrivals.NextAsync(partition, Stopwatch.GetTimestamp(), cancel);
        return (Stopwatch.GetElapsedTime(began, seen), arrivals.LongestGap(partition, began, seen));
    }

    private async Task<EngineHost> StartAsync()
    {
        int number = _started++;
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = Servers };
        if (_logs is not null)
        {
            settings["debug"] = "cgrp";
        }

        var options = new EngineOptions
        {
            ApplicationId = "stops",
            NodeId = $"node-{number}",
            Threads = 1,
            HttpListen = "",
            Topics = new TopicOptions { Partitions = Partitions },
            Kafka = settings,
        };
        using var logs = new FileLogs(_logs is null ? null : Path.Combine(_logs, $"node-{number}.log"));
        return await EngineHost.StartAsync(options, _model, TimeProvider.System, logs);
    }

    private async Task OwnAllAsync(int each = 0)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_engines.Sum(engine => Owned(engine).Count) < Partitions || !_engines.TrueForAll(engine => engine.IsReady && Owned(engine).Count >= each))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static HashSet<int> Owned(EngineHost engine)
    {
        const string Start = "engagestream_lag{partition=\"";
        return [.. engine.ReadMetrics().Split('\n').Where(line => line.StartsWith(Start, StringComparison.Ordinal))
            .Select(line => int.Parse(line.AsSpan(Start.Length, line.IndexOf('"', Start.Length) - Start.Length), CultureInfo.InvariantCulture))];
    }

    // Somebody new in every partition, a hundred times a second: each brings forth a transition.
    private async Task SendAsync()
    {
        using IProducer<string, string> producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = Servers, LingerMs = 0 }).SetLogHandler(static (_, _) => { }).Build();
        int people = 0;
        while (!_end.IsCancellationRequested)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                string person;
                do
                {
                    person = $"p-{people++}";
                }
                while (Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(person), Partitions) != partition);

                string time = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
                string value = $$"""{"type":"track","event":"Signed Up","userId":"{{person}}","messageId":"{{person}}","timestamp":"{{time}}"}""";
                producer.Produce(new TopicPartition(Topic, partition), new Message<string, string> { Key = person, Value = value });
            }

            await Task.Delay(10);
        }
    }

    private void Burn()
    {
        while (!_end.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }
    }

    private sealed record Stop(int Partitions, TimeSpan Ended, TimeSpan Settled, TimeSpan Idle, TimeSpan HandedOver);

    private sealed class FileLogs(string? path) : ILoggerFactory, ILogger
    {
        private readonly Lock _lock = new();
        private readonly TextWriter _writer = path is null ? TextWriter.Null : new StreamWriter(path) { AutoFlush = true };

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
            // Everything goes to the one file.
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => path is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                _writer.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
            // The engine writes until it has stopped; each line is flushed.
        }
    }
}
