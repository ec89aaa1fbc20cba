using EngageStream.Domain.Model;
using EngageStream.EmbeddedKafka;
using EngageStream.Host.Cli;
using EngageStream.Host.Commands;
using EngageStream.Host.Paths;
using EngageStream.Host.Replay;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Demo;

/// <summary>
/// The demo: embedded broker, engine in replay mode, a year of events, and a view of the output topics. The real path in one
/// process: producer, topic, engine, topics, consumer.
/// </summary>
internal sealed class DemoRun(DemoOptions options, CommandContext context, IDemoView view)
{
    private const int Partitions = 4;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    // Once the engine has read everything, its last timers still fire: it is done when nothing moves for this many looks.
    private const int QuietLooks = 4;

    /// <summary>Runs it all and tears it down.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using ILoggerFactory logs = options.Plain ? ConsoleLogs.Create(LogLevel.Warning) : LoggerFactory.Create(static _ => { });
        EngagementModel model = PlaybookCommand.Load(Path.Combine(ProjectFiles.Locate(context.Environment), "playbooks", "starter.yaml"));
        DemoSource source = DemoSource.Open(options, context, cancellation);
        await context.Out.WriteLineAsync($"Replaying {source.About} through playbook {model.Name}.").ConfigureAwait(false);
        string folder = Directory.CreateTempSubdirectory("engagestream-demo-").FullName;
        try
        {
            await using EmbeddedBroker broker = await BrokerCommand.StartAsync(
                new BrokerOptions { DataDirectory = folder, LoggerFactory = logs }).ConfigureAwait(false);
            EngineOptions engineOptions = EngineOptionsFor(broker);
            await using EngineHost engine = await RunCommand.StartAsync(engineOptions, model, context.Time, logs, cancellation)
                .ConfigureAwait(false);
            await engine.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);
            await PlayAsync(source, model, engineOptions, broker, engine, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task PlayAsync(
        DemoSource source, EngagementModel model, EngineOptions engineOptions, EmbeddedBroker broker, EngineHost engine,
            CancellationToken cancellation)
    {
        var topics = new TopicNames(engineOptions.Topics.Prefix);
        var tally = new Tally();
        using var reader = new OutputReader(broker.BootstrapServers, topics, model, tally);
        using var metrics = new MetricsReader(engine.HttpAddress!);
        long start = context.Time.GetTimestamp();
        DemoState last = new(source, model.Stages.Select(s => s.Name).Reverse().ToList(), EngineFigures.None, 0, tally.Read());
        await view.ShowAsync(async show =>
        {
            Task<long> replay = Task.Run(() => ReplayAsync(source, topics.Events, broker.BootstrapServers, cancellation), CancellationToken.None);
            last = await WatchAsync(last, replay, reader, metrics, tally, engine, show, cancellation).ConfigureAwait(false);
            last = last with { Replayed = await replay.ConfigureAwait(false) };
        }).ConfigureAwait(false);
        await context.Out.WriteLineAsync(DemoSummary.Format(last, context.Time.GetElapsedTime(start))).ConfigureAwait(false);
        if (last.Outputs.Contradictions(last.Stages).Any())
        {
            throw new CommandException(ExitCode.EngineFailed, "The output topics contradict each other; see above.");
        }

        await context.Out.WriteLineAsync(DemoSummary.Next(broker.BootstrapServers, topics.Triggers("email"), metrics.Address))
            .ConfigureAwait(false);
        await LingerAsync(cancellation).ConfigureAwait(false);
    }

    // Looks at the figures and topics at intervals until everything has been played, processed and read back.
    private async Task<DemoState> WatchAsync(
        DemoState state, Task replay, OutputReader reader, MetricsReader metrics, Tally tally, EngineHost engine, Action<DemoState> show,
            CancellationToken cancellation)
    {
        long stamp = context.Time.GetTimestamp();
        for (int quiet = 0; quiet < QuietLooks;)
        {
            await Task.Delay(Refresh, context.Time, cancellation).ConfigureAwait(false);
            await RequireAllSoundAsync(replay, reader, engine).ConfigureAwait(false);
            EngineFigures figures = await metrics.ReadAsync(cancellation).ConfigureAwait(false);
            bool finished = replay.IsCompleted && figures.Lag == 0 && figures.Shards == Partitions
                && figures.ClockMs >= state.Source.EndMs && figures == state.Figures;
            quiet = finished && reader.IsAtEnd() ? quiet + 1 : 0;
            double seconds = context.Time.GetElapsedTime(stamp).TotalSeconds;
            stamp = context.Time.GetTimestamp();
            state = state with
            {
                Figures = figures,
                EventsPerSecond = (figures.Events - state.Figures.Events) / seconds,
                Outputs = tally.Read()
            };
            show(state);
        }

        return state;
    }

    private static async Task RequireAllSoundAsync(Task replay, OutputReader reader, EngineHost engine)
    {
        if (replay.IsCompleted)
        {
            await replay.ConfigureAwait(false);
        }

        if (reader.Completion.IsCompleted)
        {
            await reader.Completion.ConfigureAwait(false);
        }

        if (engine.Completion.IsCompleted)
        {
            await RunCommand.RequireSoundAsync(engine).ConfigureAwait(false);
        }
    }

    private async Task<long> ReplayAsync(DemoSource source, string topicName, string bootstrapServers, CancellationToken cancellation)
    {
        using var sink = new KafkaEventSink(new ReplayTopic { BootstrapServers = bootstrapServers, Name = topicName }, Partitions);
        var replay = new EventReplay(
            new Pacer(options.Pace, context.Time), new RateLimiter(double.PositiveInfinity, context.Time), source.MarkEveryMs);
        ReplayProgress done = await replay.RunAsync(source.Stream, sink, _ => source.EndMs, null, cancellation).ConfigureAwait(false);
        return done.Events;
    }

    private EngineOptions EngineOptionsFor(EmbeddedBroker broker) => new()
    {
        ApplicationId = "engagestream-demo",
        Mode = EngineMode.Replay,
        HttpListen = $"127.0.0.1:{options.MetricsPort}",
        Topics = new TopicOptions { Partitions = Partitions },
        Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = broker.BootstrapServers },
    };

    private async Task LingerAsync(CancellationToken cancellation)
    {
        if (options.Keep)
        {
            await context.Out.WriteLineAsync("Broker and engine stay up; Ctrl+C ends them.").ConfigureAwait(false);
            await Interruption.Of(cancellation).ConfigureAwait(false);
        }
        else if (!options.Plain && !System.Console.IsInputRedirected)
        {
            await context.Out.WriteLineAsync("Broker and engine stay up; press a key to end them.").ConfigureAwait(false);
            await Task.WhenAny(Task.Run(() => System.Console.ReadKey(intercept: true), CancellationToken.None), Interruption.Of(cancellation))
                .ConfigureAwait(false);
        }
    }
}
