namespace EngageStream.Runtime.Outputs;

/// <summary>What in the input led to an output.</summary>
/// <param name="ClockMs">Shard clock.</param>
/// <param name="Partition">Input partition.</param>
/// <param name="Offset">Offset of the last record consumed there.</param>
public readonly record struct OutputOrigin(long ClockMs, int Partition, long Offset);
