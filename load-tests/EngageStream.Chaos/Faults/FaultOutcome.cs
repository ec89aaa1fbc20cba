namespace EngageStream.Chaos.Faults;

/// <summary>What became of a fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="At">When it began.</param>
/// <param name="Partitions">
/// Partitions whose output it interrupts: the engine's own; all, where it is the broker or everybody's connections; for an engine
/// added, those that it took over.
/// </param>
/// <param name="Recovery">
/// Time from <paramref name="At"/> until a read_committed consumer had something new from each of them; <see langword="null"/>
/// where the next fault came before.
/// </param>
/// <param name="IsClean">Whether the recovery from the fault before was complete when it began.</param>
public sealed record FaultOutcome(Fault Fault, DateTimeOffset At, IReadOnlyList<int> Partitions, TimeSpan? Recovery, bool IsClean)
{
    /// <summary>A line of progress.</summary>
    /// <param name="faults">Number of faults planned.</param>
    public string Line(int faults)
    {
        string what = $"fault {Fault.Number} of {faults}: {Fault.Kind.ToString().ToLowerInvariant()} {Fault.Target}";
        string hold = Fault.Hold > TimeSpan.Zero ? FormattableString.Invariant($" for {Fault.Hold.TotalSeconds:F1} s") : "";
        string recovery = Partitions.Count == 0 ? "it had no partitions"
            : Recovery is { TotalSeconds: var seconds }
                ? FormattableString.Invariant($"new output from all of its {Partitions.Count} partitions after {seconds:F1} s")
            : "the next fault came before its recovery";
        return $"{what}{hold}; {recovery}";
    }
}
