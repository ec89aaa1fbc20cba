namespace EngageStream.Runtime.Configuration;

/// <summary>Of which partitions a process keeps warm copies.</summary>
public enum StandbyMode : byte
{
    /// <summary>Of none: a partition that comes over is restored from the head of its state log.</summary>
    Off,

    /// <summary>Of every partition that another process owns: it takes the memory of all states, and a fail-over begins at once.</summary>
    All,
}
