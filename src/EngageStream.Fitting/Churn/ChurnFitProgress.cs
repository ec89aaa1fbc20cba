namespace EngageStream.Fitting.Churn;

/// <summary>A report on the way.</summary>
/// <param name="Stage">What the fit is busy with.</param>
/// <param name="Done">Rows read, or starting points searched.</param>
/// <param name="LogLikelihood">The best so far; null while reading.</param>
public readonly record struct ChurnFitProgress(ChurnFitStage Stage, long Done, double? LogLikelihood);
