namespace EngageStream.Host.Demo;

/// <summary>What is shown at a moment.</summary>
/// <param name="Source">What is replayed.</param>
/// <param name="Stages">Stages in the order of the playbook.</param>
/// <param name="Figures">The engine's figures.</param>
/// <param name="EventsPerSecond">Rate since the last moment.</param>
/// <param name="Outputs">What the output topics say.</param>
internal sealed record DemoState(DemoSource Source, IReadOnlyList<string> Stages, EngineFigures Figures, double EventsPerSecond,
    TallySnapshot Outputs)
{
    /// <summary>Events replayed, once all are. The engine's own figure counts those again whose commit was aborted.</summary>
    public long Replayed { get; init; }

    /// <summary>Part of the period that has passed, 0 to 1.</summary>
    public double Progress =>
        Figures.ClockMs <= Source.StartMs ? 0 : Math.Min(1, (Figures.ClockMs - Source.StartMs) / (double)(Source.EndMs - Source.StartMs));

    /// <summary>The simulated date; the start before the first reading.</summary>
    public DateTimeOffset Date => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(Figures.ClockMs, Source.StartMs));
}
