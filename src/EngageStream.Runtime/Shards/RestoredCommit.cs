namespace EngageStream.Runtime.Shards;

/// <summary>The last complete commit of a state log.</summary>
/// <param name="InputPartitions">Partitions that the input topic had.</param>
/// <param name="Replay">Whether the application replayed history.</param>
/// <param name="ClockMs">Shard clock.</param>
/// <param name="NextInputOffset">Offset of the first input record that its states do not include.</param>
public sealed record RestoredCommit(int InputPartitions, bool Replay, long ClockMs, long NextInputOffset);
