using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.Conditions;

/// <summary>A user with random history and random conditions about it, all from one seed.</summary>
internal sealed class RandomPerson
{
    private const int Metrics = 2;

    /// <summary>Buckets of a count hold whole numbers from 1; those of a sum may be negative, as refunds are.</summary>
    private const int CountMetric = 0;
    private const int SumMetric = 1;

    private static readonly LocalCalendar London = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
    private static readonly BucketGrain[] Grains = Enum.GetValues<BucketGrain>();
    private readonly Random _random;

    public RandomPerson(int seed)
    {
        _random = new Random(seed);
        Model = new EngagementModel
        {
            Name = "laws",
            ContentHash = "0",
            Calendar = London,
            Schema = new EventSchema(["A", "B"], [], []),
            Events = [new TrackedEvent("A", true), new TrackedEvent("B", true)],
            Metrics = [.. Enumerable.Range(0, Metrics).Select(i => new Metric { EventIndex = i, Name = $"m{i}", Grains = Grains })],
            Stages = [new Stage("everyone", ConstantCondition.True, false)],
            Churn = new ChurnModel(new ChurnParameters(0.5, 30, 0.8, 2.5), RiskBands.Default),
        };

        // Around a change of the clocks, one time in three.
        NowMs = 1_711_800_000_000 + _random.NextInt64(_random.Next(3) == 0 ? 3 * Durations.Day : 300 * Durations.Day);
        Fill();
    }

    public EngagementModel Model { get; }

    public UserState User { get; } = new() { Stage = 0 };

    public long NowMs { get; }

    public EvaluationContext At(long nowMs) => new(Model, User, nowMs, null);

    /// <summary>Instants after now at which something may change, each with its neighbours, and some at random.</summary>
    public IEnumerable<long> Instants()
    {
        IEnumerable<long> expiries =
            from cell in User.Cells.Cells.ToArray()
            from span in Enum.GetValues<WindowSpan>()
            where span.Grain() == (BucketGrain)(cell.Series % BucketGrains.Count)
            select span.Grain().EndOf(cell.Bucket, London) + span.LengthMs();
        IEnumerable<long> random = Enumerable.Range(0, 200).Select(_ => NowMs + _random.NextInt64(200 * Durations.Day));
        return expiries.SelectMany(t => new[] { t - 1, t, t + 1 }).Concat(random).Where(t => t > NowMs);
    }

    public Condition Condition(int depth = 3)
    {
        int kind = depth == 0 ? 3 : _random.Next(6);
        return kind switch
        {
            0 => new AllOf([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Condition(depth - 1))]),
            1 => new AnyOf([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Condition(depth - 1))]),
            2 => new Not(Condition(depth - 1)),
            _ => Comparison(),
        };
    }

    public NumberComparison Comparison()
    {
        var @operator = (ComparisonOperator)_random.Next(6);
        int metric = _random.Next(Metrics);
        var span = (WindowSpan)_random.Next(5);
        return _random.Next(8) switch
        {
            0 or 1 =>
                new NumberComparison(
                    new WindowCount("count", CountMetric, span), @operator, _random.Next(6) + (_random.Next(4) == 0 ? 0.5 : 0)),
            2 => new NumberComparison(new WindowSum("sum", SumMetric, span), @operator, _random.Next(-5, 20)),
            3 => new NumberComparison(new WindowDays("days", metric, span), @operator, _random.Next(6)),
            4 => new NumberComparison(new SilentFor(), @operator, Length()),
            5 => new NumberComparison(new SinceEvent("since", _random.Next(2)), @operator, Length()),
            6 => new NumberComparison(new UserAge(), @operator, Length()),
            _ => new NumberComparison(new Risk(), @operator, Math.Round(_random.NextDouble(), 2)),
        };
    }

    private void Fill()
    {
        int events = _random.Next(12);
        for (int i = 0; i < events; i++)
        {
            // Recent and old alike: the exponent spreads the ages over minutes to months.
            long ago = (long)Math.Pow(10, 4 + (_random.NextDouble() * 6));
            int metric = _random.Next(Metrics);
            double amount = metric == CountMetric ? _random.Next(1, 3) : _random.Next(-4, 9);
            foreach (BucketGrain grain in Grains)
            {
                User.Cells.Add(((uint)metric * BucketGrains.Count) + (uint)grain, grain.BucketOf(NowMs - ago, London), amount);
            }

            EventTotal total = User.Totals.Get(metric);
            User.Totals.Set(new EventTotal(metric, total.Count + 1, Math.Max(total.LastMs, NowMs - ago)));
            User.LastActivityMs = Math.Max(User.LastActivityMs, NowMs - ago);
        }

        User.FirstSeenMs = NowMs - _random.NextInt64(Durations.Day, 300 * Durations.Day);
        User.ActiveDays = _random.Next(5);
        User.FirstActiveDay = London.DayOf(User.FirstSeenMs);
        User.LastActiveDay = User.FirstActiveDay + (User.ActiveDays < 2 ? 0 : _random.Next(User.ActiveDays, 100));
        User.LastActiveDay = Math.Min(User.LastActiveDay, London.DayOf(NowMs));
    }

    private double Length() => Math.Round(Math.Pow(10, 3 + (_random.NextDouble() * 7)));
}
