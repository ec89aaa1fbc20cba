namespace EngageStream.Domain.Churn;

/// <summary>
/// The modified BG/NBD model (Batislam, Denizel &amp; Filiztekin 2007, International Journal of Research in Marketing 24(3)): as
/// <see cref="BgNbd"/>, but a person may leave after any active day, the first one included, so that someone seen once is at
/// risk, too. It is the model of live scoring.
/// <para>
/// Derivation. Given λ and p, the history (x, t_x, T) has the density
/// <c>λ^x (1−p)^x [p e^(−λ t_x) + (1−p) e^(−λT)]</c>: survived x times, then either left after the last active day or
/// survived it and was silent. With λ ~ Gamma(r, α), p ~ Beta(a, b):
/// </para>
/// <code>
/// L = Γ(r+x) α^r / Γ(r) · B(a, b+x+1) / B(a, b) · [ (α+T)^−(r+x) + a/(b+x) · (α+t_x)^−(r+x) ]
/// P(alive) = 1 / (1 + a/(b+x) · ((α+T) / (α+t_x))^(r+x))
/// </code>
/// Times are in the unit of α.
/// </summary>
public static class MbgNbd
{
    /// <summary>Probability, 0 … 1, that the person has not left. 0 only when it is below the smallest double.</summary>
    public static double PAlive(ChurnParameters parameters, in RepeatHistory history) =>
        StableMath.Logistic(-RiskLogOdds(parameters, history));

    /// <summary>ln((1 − P(alive)) / P(alive)); grows with silence without bound.</summary>
    public static double RiskLogOdds(ChurnParameters parameters, in RepeatHistory history) =>
        Math.Log(parameters.A / (parameters.B + history.X)) + SilenceLogOdds(parameters, history);

    /// <summary>The part of <see cref="RiskLogOdds"/> that silence adds; 0 on the last active day.</summary>
    public static double SilenceLogOdds(ChurnParameters parameters, in RepeatHistory history) =>
        (parameters.R + history.X) * StableMath.Log1P(history.Silence / (parameters.Alpha + history.Tx));

    /// <summary>Natural logarithm of the likelihood of one history.</summary>
    public static double LogLikelihood(ChurnParameters parameters, in RepeatHistory history)
    {
        (double r, double alpha, double a, double b) = parameters;
        int x = history.X;
        double bracket = StableMath.LogSumExp(
            -(r + x) * Math.Log(alpha + history.T),
            Math.Log(a / (b + x)) - (r + x) * Math.Log(alpha + history.Tx));
        return StableMath.LogRising(r, x) + r * Math.Log(alpha)
            + StableMath.LogRising(b, x + 1) - StableMath.LogRising(a + b, x + 1)
            + bracket;
    }

    /// <summary>
    /// The age T at which 1 − P(alive) reaches <paramref name="risk"/> if the person stays silent after
    /// <paramref name="tx"/>; <paramref name="tx"/> itself when the risk is there already on the last active day;
    /// +∞ when that lies beyond what a double holds, or when risk is 1 or more, which is never reached.
    /// </summary>
    public static double AgeAtRisk(ChurnParameters parameters, int x, double tx, double risk)
    {
        if (risk >= 1)
        {
            return double.PositiveInfinity;
        }

        if (risk <= 0)
        {
            return tx;
        }

        double missing = StableMath.Logit(risk) - Math.Log(parameters.A / (parameters.B + x));
        return missing <= 0 ? tx : tx + (parameters.Alpha + tx) * StableMath.ExpM1(missing / (parameters.R + x));
    }
}
