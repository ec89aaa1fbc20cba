namespace EngageStream.Redis.Projection;

/// <summary>How far a projection is.</summary>
/// <param name="Written">Profiles written since it began.</param>
/// <param name="Lag">Records of this process' partitions that Redis does not have yet.</param>
/// <param name="IsConnected">Whether Redis answers.</param>
public readonly record struct ProjectionFigures(long Written, long Lag, bool IsConnected);
