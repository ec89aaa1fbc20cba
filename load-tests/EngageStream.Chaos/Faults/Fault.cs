namespace EngageStream.Chaos.Faults;

/// <summary>A fault as it is planned.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Node">Number of the engine, from 1; 0 where it is the broker, or the connections of all engines.</param>
/// <param name="Pause">Time between the end of the fault before, or its recovery, and this one.</param>
/// <param name="Hold">How long it lasts: until the process is started or continued again, or the connections are healed.</param>
/// <param name="Hasty">Whether it does not wait for the recovery from the fault before.</param>
public sealed record Fault(int Number, FaultKind Kind, int Node, TimeSpan Pause, TimeSpan Hold, bool Hasty)
{
    /// <summary>Whom it concerns, in words.</summary>
    public string Target => Node > 0 ? $"node-{Node}" : Kind == FaultKind.Broker ? "broker" : "all engines";
}
