namespace EngageStream.Redis.Connections;

/// <summary>What became of a batch.</summary>
/// <param name="IsApplied">Whether it was projected; otherwise the partition's position was another, and nothing was done.</param>
/// <param name="Written">People written.</param>
/// <param name="Removed">People forgotten.</param>
internal readonly record struct ApplyResult(bool IsApplied, int Written, int Removed);
