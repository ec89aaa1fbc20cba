using EngageStream.Domain.Time;

namespace EngageStream.Host.Generation;

/// <summary>
/// A population of people with rhythms of their own: sessions come as a Poisson process whose rate differs between people
/// (gamma), and after each session a person may drop out (with a probability that differs, too: beta), as the MBG/NBD model of
/// churn assumes; some who seem to have dropped out return after a long silence.
/// </summary>
public sealed record PopulationOptions
{
    /// <summary>Number of people; 1 to 10,000,000. About 90 bytes of memory each.</summary>
    public required int People { get; init; }

    /// <summary>Length in days; 1 to 3650.</summary>
    public required int Days { get; init; }

    /// <summary>The same seed and options give the same bytes.</summary>
    public required long Seed { get; init; }

    /// <summary>First day, Unix milliseconds at midnight UTC; default 2025-01-01.</summary>
    public long StartMs { get; init; } = 1_735_689_600_000;

    /// <summary>Part of the days over which people sign up, 0 to 1; 0: all on the first day. Default 0.75.</summary>
    public double SignUpShare { get; init; } = 0.75;

    /// <summary>Shape of the gamma distribution of sessions per day; the smaller, the heavier the tail. Default 0.7.</summary>
    public double RateShape { get; init; } = 0.7;

    /// <summary>Mean of that distribution, in sessions per day. Default 0.2. A person has at most 12 a day.</summary>
    public double RateMean { get; init; } = 0.2;

    /// <summary>First parameter of the beta distribution of dropping out after a session. Default 0.8.</summary>
    public double DropOutA { get; init; } = 0.8;

    /// <summary>Second parameter of that distribution. Default 9.</summary>
    public double DropOutB { get; init; } = 9;

    /// <summary>Part of those who drop out that returns after a silence, 0 to 1. Default 0.2.</summary>
    public double ReturnShare { get; init; } = 0.2;

    /// <summary>Mean length of such a silence in days, beyond the three weeks that it lasts at least. Default 60.</summary>
    public double MeanSilenceDays { get; init; } = 60;

    /// <summary>End of the period in Unix milliseconds; no event lies at or after it.</summary>
    public long EndMs => StartMs + (Days * Durations.Day);

    /// <summary>What is wrong with the options, each with its remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (People is < 1 or > 10_000_000)
        {
            yield return $"people must be 1 to 10000000; found {People}";
        }

        if (Days is < 1 or > 3650)
        {
            yield return $"days must be 1 to 3650; found {Days}";
        }

        if (StartMs < 0)
        {
            yield return "the first day must not lie before 1970";
        }

        if (!(SignUpShare is >= 0 and <= 1) || !(ReturnShare is >= 0 and <= 1))
        {
            yield return "shares must be 0 to 1";
        }

        if (!(RateShape > 0 && RateMean > 0 && DropOutA > 0 && DropOutB > 0 && MeanSilenceDays > 0))
        {
            yield return "rate, drop-out and silence parameters must be positive";
        }
    }
}
