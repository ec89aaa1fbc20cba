namespace EngageStream.Domain.Churn;

/// <summary>
/// The BG/NBD model (Fader, Hardie &amp; Lee 2005, Marketing Science 24(2)): a person may leave after each repeat, but not
/// after the first active day, so that someone seen once has P(alive) = 1 for ever. It serves the published check of the
/// fitting; live scoring uses <see cref="MbgNbd"/>.
/// <code>
/// L = Γ(r+x) α^r / Γ(r) · [ B(a, b+x) / B(a, b) · (α+T)^−(r+x) + {x>0} B(a+1, b+x−1) / B(a, b) · (α+t_x)^−(r+x) ]
/// P(alive) = 1 / (1 + {x>0} a/(b+x−1) · ((α+T) / (α+t_x))^(r+x))
/// </code>
/// The likelihood is the paper's equation (6); P(alive) follows from its two terms. Times are in the unit of α.
/// </summary>
public static class BgNbd
{
    /// <summary>Probability, 0 … 1, that the person has not left; 1 for everyone without a repeat.</summary>
    public static double PAlive(ChurnParameters parameters, in RepeatHistory history)
    {
        if (history.X == 0)
        {
            return 1;
        }

        double logOdds = Math.Log(parameters.A / (parameters.B + history.X - 1))
            + (parameters.R + history.X) * StableMath.Log1P(history.Silence / (parameters.Alpha + history.Tx));
        return StableMath.Logistic(-logOdds);
    }

    /// <summary>Natural logarithm of the likelihood of one history.</summary>
    public static double LogLikelihood(ChurnParameters parameters, in RepeatHistory history)
    {
        (double r, double alpha, double a, double b) = parameters;
        int x = history.X;
        double alive = -(r + x) * Math.Log(alpha + history.T);
        double bracket = x == 0
            ? alive
            : StableMath.LogSumExp(alive, Math.Log(a / (b + x - 1)) - (r + x) * Math.Log(alpha + history.Tx));
        return StableMath.LogRising(r, x) + r * Math.Log(alpha)
            + StableMath.LogRising(b, x) - StableMath.LogRising(a + b, x)
            + bracket;
    }
}
