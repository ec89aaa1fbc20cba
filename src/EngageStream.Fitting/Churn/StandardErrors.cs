namespace EngageStream.Fitting.Churn;

/// <summary>
/// Asymptotic standard errors of the parameters, from the curvature of the log-likelihood at its maximum; in the unit of the
/// parameter.
/// </summary>
public sealed record StandardErrors(double R, double Alpha, double A, double B);
