using EngageStream.Domain.Time;

namespace EngageStream.Host.Generation;

/// <summary>One person: habits drawn once, and where in life the person is. A struct in one array: millions of them are held.</summary>
internal struct Person
{
    private const double MostSessionsPerDay = 12;
    private const double MeanPauseInSessionMs = 40 * Durations.Second;
    private const double ShortestSilenceDays = 21;

    private RandomSource _random;
    private float _sessionsPerDay;
    private float _dropOut;
    private float _checkIn;
    private float _buying;
    private byte _shiftHours;
    private byte _viewsLeft;
    private bool _cart;
    private bool _order;
    private long _nextMs;
    private long _refundMs;

    /// <summary>What comes next, a refund apart.</summary>
    public PersonStep Step;

    /// <summary>Events so far.</summary>
    public int Sequence;

    /// <summary>Orders so far.</summary>
    public int Orders;

    /// <summary>Amount of the last order, in hundredths.</summary>
    public int LastAmount;

    /// <summary>When the person next does something, or <see cref="Durations.Never"/>.</summary>
    public readonly long NextMs => Math.Min(_nextMs, _refundMs);

    /// <summary>Whether that is a refund, which waits beside the sessions.</summary>
    public readonly bool RefundIsNext => _refundMs <= _nextMs;

    /// <summary>The person's own randomness, for what events contain.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref RandomSource Random => ref _random;

    /// <summary>Draws a person's habits and day of signing up.</summary>
    public static Person Draw(PopulationOptions options, int index)
    {
        RandomSource random = RandomSource.For(options.Seed, index);
        var person = new Person
        {
            _sessionsPerDay = (float)Math.Min(MostSessionsPerDay,
                Distributions.Gamma(ref random, options.RateShape, options.RateMean / options.RateShape)),
            _dropOut = (float)Distributions.Beta(ref random, options.DropOutA, options.DropOutB),
            _checkIn = (float)Distributions.Beta(ref random, 0.4, 1.2),
            _buying = (float)Distributions.Beta(ref random, 1.5, 4),
            _shiftHours = random.NextChance(0.05) ? (byte)12 : (byte)random.NextIndex(4),
            _refundMs = Durations.Never,
        };
        long day = (long)(random.NextUnit() * options.SignUpShare * options.Days);
        person._nextMs = options.StartMs + (day * Durations.Day) + DayCurve.Moment(ref random, person._shiftHours);
        person._random = random;
        return person;
    }

    /// <summary>Moves on after the current step has happened at <see cref="NextMs"/>.</summary>
    public void Advance(PopulationOptions options)
    {
        if (RefundIsNext)
        {
            _refundMs = Durations.Never;
            return;
        }

        switch (Step)
        {
            case PersonStep.Identify:
                Step = PersonStep.SignUp;
                _nextMs += 1 + _random.NextIndex(500);
                return;
            case PersonStep.SignUp:
                BeginSession();
                Pause();
                return;
            case PersonStep.CheckIn:
                Step = PersonStep.View;
                Pause();
                return;
            case PersonStep.View when --_viewsLeft > 0:
                Pause();
                return;
            case PersonStep.View when _cart:
                Step = PersonStep.Cart;
                Pause();
                return;
            case PersonStep.Cart when _order:
                Step = PersonStep.Order;
                Pause();
                return;
            case PersonStep.Order:
                PlanRefund();
                EndSession(options);
                return;
            default:
                EndSession(options);
                return;
        }
    }

    private void BeginSession()
    {
        _viewsLeft = (byte)Distributions.Pareto(ref _random, exponent: 1.4, most: 80);
        _cart = _random.NextChance(0.15 + (0.6 * _buying));
        _order = _cart && _random.NextChance(_buying);
        Step = _random.NextChance(_checkIn) ? PersonStep.CheckIn : PersonStep.View;
    }

    private void EndSession(PopulationOptions options)
    {
        double pauseDays = Distributions.Exponential(ref _random, 1 / (double)_sessionsPerDay);
        if (_random.NextChance(_dropOut))
        {
            if (!_random.NextChance(options.ReturnShare))
            {
                Step = PersonStep.Gone;
                _nextMs = Durations.Never;
                return;
            }

            pauseDays += ShortestSilenceDays + Distributions.Exponential(ref _random, options.MeanSilenceDays);
        }

        // The day comes from the rhythm, the hour from the day curve; a second session of the day follows the first after a while.
        double later = _nextMs + (Math.Min(pauseDays, 2 * options.Days) * Durations.Day);
        long midnight = (long)later / Durations.Day * Durations.Day;
        long moment = midnight + DayCurve.Moment(ref _random, _shiftHours);
        _nextMs = moment > _nextMs ? moment : _nextMs + (45 * Durations.Minute) + _random.NextIndex((int)(2 * Durations.Hour));
        BeginSession();
    }

    // One order in twenty-five goes back within three weeks.
    private void PlanRefund()
    {
        if (_refundMs == Durations.Never && _random.NextChance(0.04))
        {
            _refundMs = _nextMs + Durations.Day + (long)(_random.NextUnit() * 20 * Durations.Day);
        }
    }

    private void Pause() => _nextMs += Durations.Second + (long)Distributions.Exponential(ref _random, MeanPauseInSessionMs);
}
