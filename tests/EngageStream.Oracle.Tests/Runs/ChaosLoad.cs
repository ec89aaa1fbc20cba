using EngageStream.Domain.Time;
using EngageStream.Host.Generation;
using EngageStream.LoadGenerator;
using EngageStream.LoadGenerator.Disturbances;

namespace EngageStream.Oracle.Tests.Runs;

/// <summary>Loads for the chaos playbook.</summary>
internal static class ChaosLoad
{
    public static string Playbook => File.ReadAllText(Repository.PathOf("load-tests/playbooks/chaos.yaml"));

    /// <summary>Months in minutes or seconds.</summary>
    public static LoadOptions Of(int people, long startMs, TimeSpan length, TimeSpan lateMost) => new()
    {
        Population = new PopulationOptions { People = people, Days = 120, Seed = 5, RateMean = 0.3 },
        StartMs = startMs,
        DurationMs = (long)length.TotalMilliseconds,
        Disturbances = new DisturbanceOptions
        {
            DuplicateShare = 0.08,
            LateShare = 0.03,
            LateMostMs = (long)lateMost.TotalMilliseconds,
            DisorderMostMs = 2 * Durations.Second,
            ClockErrorMostMs = 20 * Durations.Second,
            FutureShare = 0.01,
            MalformedShare = 0.01,
        },
    };
}
