namespace EngageStream.Domain.Churn;

/// <summary>
/// One addend of a churn risk. The values of all contributions of a person add up to the log-odds of the risk,
/// ln(risk / (1 − risk)).
/// </summary>
/// <param name="Name">Stable name for machines: one of the constants of <see cref="RiskContributionNames"/>.</param>
/// <param name="Value">Log-odds; positive raises the risk, negative lowers it.</param>
/// <param name="Text">The same for people, in English, with the numbers behind it.</param>
public readonly record struct RiskContribution(string Name, double Value, string Text);
