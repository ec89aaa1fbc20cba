namespace EngageStream.Domain.Churn;

/// <summary>The names of the contributions that <see cref="ChurnModel.Explain"/> gives.</summary>
public static class RiskContributionNames
{
    /// <summary>The population's odds of leaving after the first active day: ln(a / b).</summary>
    public const string DropOutPrior = "drop_out_prior";

    /// <summary>What each return has shown about the person: −ln(1 + x / b).</summary>
    public const string Returns = "returns";

    /// <summary>The present silence against the person's own rhythm: (r + x) ln((α + T) / (α + t_x)).</summary>
    public const string Silence = "silence";
}
