using EngageStream.Domain.Time;
using EngageStream.Host.Generation;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator;
using EngageStream.LoadGenerator.Disturbances;
using EngageStream.LoadGenerator.Outputs;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.Chaos.Load;

/// <summary>
/// Load for a run whose end is not known: a population large enough for the mean rate and long enough in any case, sent at the
/// times that its records carry until it is stopped. A day of its people's lives takes three seconds.
/// </summary>
internal sealed class SteadyLoad
{
    private const int SamplePeople = 400;
    private const int LeastDays = 20;
    private const int MostDays = 3650;
    private const long DayMs = 3 * Durations.Second;
    private long _sent;

    private SteadyLoad(LoadOptions options) => Options = options;

    /// <summary>What is sent.</summary>
    public LoadOptions Options { get; }

    /// <summary>Records sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Plans a load.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="perSecond">Mean records per second over the load.</param>
    /// <param name="length">Its length, if it is not stopped.</param>
    /// <param name="startMs">When it begins, Unix milliseconds.</param>
    public static SteadyLoad Plan(long seed, double perSecond, TimeSpan length, long startMs)
    {
        int days = (int)Math.Clamp(length.TotalMilliseconds / DayMs, LeastDays, MostDays);
        LoadOptions sample = OptionsOf(seed, SamplePeople, days, length, startMs);
        double perPerson = Math.Max(1, LoadStream.Records(sample).Count()) / (double)SamplePeople;
        int people = (int)Math.Clamp(perSecond * length.TotalSeconds / perPerson, 1, 10_000_000);
        return new SteadyLoad(OptionsOf(seed, people, days, length, startMs));
    }

    /// <summary>Sends until stopped; returns when everything sent is delivered.</summary>
    /// <exception cref="Host.Cli.CommandException">Something could not be delivered.</exception>
    public async Task SendAsync(ReplayTopic topic, TimeProvider time, CancellationToken stop)
    {
        using var sink = new MarklessSink(new KafkaEventSink(topic, topic.Partitions));
        try
        {
            await new LoadRun(Options, double.PositiveInfinity, realTime: true, time).SendAsync(
                sink, progress => Interlocked.Exchange(ref _sent, progress.Events), stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what was sent is delivered.
        }
    }

    private static LoadOptions OptionsOf(long seed, int people, int days, TimeSpan length, long startMs) => new()
    {
        // Many sign up early, so that there is load from the first minute; few sessions each, so that many are silent at a time.
        Population = new PopulationOptions
        {
            People = people,
            Days = days,
            Seed = seed,
            RateMean = 0.3,
            SignUpShare = 0.6,
            MeanSilenceDays = 10,
        },
        StartMs = startMs,
        DurationMs = (long)length.TotalMilliseconds,
        Disturbances = new DisturbanceOptions
        {
            DuplicateShare = 0.05,
            LateShare = 0.02,
            LateMostMs = 10 * Durations.Second,
            DisorderMostMs = 2 * Durations.Second,
            ClockErrorMostMs = 20 * Durations.Second,
            FutureShare = 0.005,
            MalformedShare = 0.005,
        },
    };
}
