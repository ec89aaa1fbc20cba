using EngageStream.Domain.Churn;

namespace EngageStream.Fitting.Churn;

/// <summary>Maximum-likelihood parameters and how sure they are.</summary>
/// <param name="Model">The model fitted.</param>
/// <param name="Parameters">The parameters; α is in the unit of the histories, which need not be days.</param>
/// <param name="LogLikelihood">Natural logarithm of the likelihood of all histories.</param>
/// <param name="Customers">Customers in the fit.</param>
/// <param name="Iterations">Steps of all searches together.</param>
/// <param name="Converged">
/// Whether the result is a maximum inside the searched range: curved downwards in every direction, so that no parameter is
/// uncertain over the whole range, and flat to within a gain in log-likelihood of <see cref="ChurnFitter.Tolerance"/>.
/// </param>
/// <param name="StandardErrors">Null when not converged.</param>
/// <param name="DropOutEvidence">
/// Twice the log-likelihood that drop-out adds to the same model without it, the NBD (likelihood ratio statistic); 0 or more.
/// </param>
public sealed record FitResult(
    ChurnModelKind Model,
    ChurnParameters Parameters,
    double LogLikelihood,
    int Customers,
    int Iterations,
    bool Converged,
    StandardErrors? StandardErrors,
    double DropOutEvidence)
{
    // The 95th percentile of χ² with one degree at half weight: drop-out 0 is a border (Self & Liang 1987, case 5).
    private const double Significant = 2.71;

    /// <summary>
    /// Whether the data show, at the 5 % level, that people leave for good at all. Where they do not, P(alive) stays near 1
    /// for nearly everyone, whatever the silence, and the fitted a and b say little.
    /// </summary>
    public bool ShowsDropOut => DropOutEvidence > Significant;
}
