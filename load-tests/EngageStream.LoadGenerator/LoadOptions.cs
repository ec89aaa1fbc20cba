using EngageStream.Domain.Time;
using EngageStream.Host.Generation;
using EngageStream.LoadGenerator.Disturbances;

namespace EngageStream.LoadGenerator;

/// <summary>What load is made: a population, the span of real time that its days are squeezed into, and what goes wrong on the way.</summary>
public sealed record LoadOptions
{
    /// <summary>People, days, seed and rhythms.</summary>
    public required PopulationOptions Population { get; init; }

    /// <summary>When the load begins, Unix milliseconds; <see langword="null"/> for the population's own first day.</summary>
    public long? StartMs { get; init; }

    /// <summary>
    /// Length of the load in milliseconds: the population's days are squeezed (or stretched) into it, so that a month of silence
    /// lasts seconds; <see langword="null"/> leaves the days as they are.
    /// </summary>
    public long? DurationMs { get; init; }

    /// <summary>What goes wrong between people and topic. Its lengths of time are not squeezed.</summary>
    public DisturbanceOptions Disturbances { get; init; } = new();

    /// <summary>When the load begins, Unix milliseconds.</summary>
    public long FirstMs => StartMs ?? Population.StartMs;

    /// <summary>When the load ends, Unix milliseconds; only deliveries that were held up come later.</summary>
    public long EndMs => FirstMs + (DurationMs ?? Population.Days * Durations.Day);

    /// <summary>What is wrong with the options, each with its remedy.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (string error in Population.Errors().Concat(Disturbances.Errors()))
        {
            yield return error;
        }

        if (DurationMs <= 0)
        {
            yield return $"the duration must be positive; found {DurationMs} ms";
        }

        if (StartMs < 0)
        {
            yield return "the start must not lie before 1970";
        }
    }
}
