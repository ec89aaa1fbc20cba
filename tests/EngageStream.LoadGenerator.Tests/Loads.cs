using EngageStream.Domain.Time;
using EngageStream.Host.Generation;
using EngageStream.LoadGenerator.Disturbances;

namespace EngageStream.LoadGenerator.Tests;

/// <summary>Small loads.</summary>
internal static class Loads
{
    public const long StartMs = 1_767_225_600_000; // 2026-01-01

    public static LoadOptions Of(long seed = 7, DisturbanceOptions? disturbances = null) => new()
    {
        Population = new PopulationOptions { People = 200, Days = 60, Seed = seed },
        Disturbances = disturbances ?? new DisturbanceOptions { MalformedShare = 0.05 },
    };

    /// <summary>The same people, two months in two minutes.</summary>
    public static LoadOptions Squeezed(DisturbanceOptions? disturbances = null) =>
        Of(disturbances: disturbances) with { StartMs = StartMs, DurationMs = 2 * Durations.Minute };
}
