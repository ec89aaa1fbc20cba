namespace EngageStream.Host.Demo;

/// <summary>The engine's own figures, from <c>/metrics</c>.</summary>
/// <param name="Events">Events processed.</param>
/// <param name="Lag">Records that lie in the events topic and are not processed.</param>
/// <param name="Shards">Shards at work.</param>
/// <param name="ClockMs">The clock of the slowest shard: the simulated date.</param>
/// <param name="Timers">Timers fired.</param>
internal sealed record EngineFigures(long Events, long Lag, int Shards, long ClockMs, long Timers)
{
    /// <summary>Before the first reading.</summary>
    public static EngineFigures None { get; } = new(0, 0, 0, 0, 0);
}
