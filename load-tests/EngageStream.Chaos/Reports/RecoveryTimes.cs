using EngageStream.Chaos.Faults;

namespace EngageStream.Chaos.Reports;

/// <summary>How long recovery from faults of a kind took.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Faults">Faults of the kind.</param>
/// <param name="Measured">
/// Those of which it was measured by itself: that concerned partitions, came after the recovery from the fault before, and recovered
/// before the next.
/// </param>
/// <param name="MedianSeconds">Median; of an even number, the lower of the two in the middle.</param>
/// <param name="MaxSeconds">Maximum.</param>
public sealed record RecoveryTimes(FaultKind Kind, int Faults, int Measured, double? MedianSeconds, double? MaxSeconds)
{
    /// <summary>By kind, in the order of <see cref="FaultKind"/>.</summary>
    public static IReadOnlyList<RecoveryTimes> Of(IEnumerable<FaultOutcome> outcomes) => [.. outcomes
        .GroupBy(outcome => outcome.Fault.Kind).OrderBy(kind => kind.Key)
        .Select(kind => Of(kind.Key, kind.Count(), Measurements(kind)))];

    private static double[] Measurements(IEnumerable<FaultOutcome> outcomes) => [.. outcomes
        .Where(outcome => outcome is { IsClean: true, Recovery: not null })
        .Select(outcome => outcome.Recovery!.Value.TotalSeconds).Order()];

    private static RecoveryTimes Of(FaultKind kind, int faults, double[] seconds) => new(
        kind, faults, seconds.Length,
        seconds.Length > 0 ? seconds[(seconds.Length - 1) / 2] : null,
        seconds.Length > 0 ? seconds[^1] : null);
}
