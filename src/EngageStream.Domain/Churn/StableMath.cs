namespace EngageStream.Domain.Churn;

/// <summary>The few special functions that the models need, without loss of digits for large arguments; nothing allocates.</summary>
internal static class StableMath
{
    private const int DirectFactors = 16;

    /// <summary>ln(1 + y) for y &gt; −1 with full relative precision near zero (Kahan's correction of the rounded 1 + y).</summary>
    public static double Log1P(double y)
    {
        double u = 1 + y;
        return u == 1 ? y
            : double.IsPositiveInfinity(u) ? u
            : Math.Log(u) * (y / (u - 1));
    }

    /// <summary>e^y − 1 with full relative precision near zero (Kahan's correction of the rounded e^y).</summary>
    public static double ExpM1(double y)
    {
        if (Math.Abs(y) > 1)
        {
            return Math.Exp(y) - 1;
        }

        double u = Math.Exp(y);
        return u == 1 ? y : (u - 1) * (y / Math.Log(u));
    }

    /// <summary>1 / (1 + e^−y); 0 and 1 at the ends, never NaN.</summary>
    public static double Logistic(double y) => 1 / (1 + Math.Exp(-y));

    /// <summary>ln(p / (1 − p)) for 0 &lt; p &lt; 1.</summary>
    public static double Logit(double p) => Math.Log(p) - Log1P(-p);

    /// <summary>ln(e^u + e^v) without overflow.</summary>
    public static double LogSumExp(double u, double v)
    {
        double high = Math.Max(u, v);
        return high + Log1P(Math.Exp(Math.Min(u, v) - high));
    }

    /// <summary>
    /// ln Γ(z + n) − ln Γ(z), the logarithm of the rising factorial z (z + 1) … (z + n − 1), for z &gt; 0. Subtracting two
    /// log-gammas would cancel for large z; here the first factors are multiplied and the rest is the difference of two
    /// Stirling series (Abramowitz &amp; Stegun 1964, 6.1.41) whose large terms are combined by hand.
    /// </summary>
    public static double LogRising(double z, int n)
    {
        double product = 1;
        int direct = Math.Min(n, DirectFactors);
        for (int i = 0; i < direct; i++)
        {
            product *= z + i;
        }

        if (n == direct)
        {
            return Math.Log(product);
        }

        double from = z + direct;
        int rest = n - direct;
        double to = from + rest;
        return Math.Log(product) + (from - 0.5) * Log1P(rest / from) + rest * (Math.Log(to) - 1) + StirlingTail(to) - StirlingTail(from);
    }

    // Five terms leave less than 1e-15 from 16 upwards.
    private static double StirlingTail(double z)
    {
        double square = 1 / (z * z);
        return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / z;
    }
}
