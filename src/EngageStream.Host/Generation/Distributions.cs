namespace EngageStream.Host.Generation;

/// <summary>Random draws from the distributions of behaviour models.</summary>
public static class Distributions
{
    /// <summary>Exponential with a mean.</summary>
    public static double Exponential(ref RandomSource random, double mean) => -mean * Math.Log(1 - random.NextUnit());

    /// <summary>Standard normal (Box &amp; Muller 1958; the second value is not kept, since the state is shared with other
    /// draws).</summary>
    public static double Normal(ref RandomSource random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextUnit())) * Math.Cos(2 * Math.PI * random.NextUnit());

    /// <summary>Log-normal with the mean and standard deviation of the logarithm.</summary>
    public static double LogNormal(ref RandomSource random, double mu, double sigma) => Math.Exp(mu + (sigma * Normal(ref random)));

    /// <summary>Gamma with shape and scale (Marsaglia &amp; Tsang 2000; shapes below one by their section 6).</summary>
    public static double Gamma(ref RandomSource random, double shape, double scale)
    {
        if (shape < 1)
        {
            double boost = Math.Pow(1 - random.NextUnit(), 1 / shape);
            return boost * Gamma(ref random, shape + 1, scale);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(ref random);
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - random.NextUnit()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v * scale;
            }
        }
    }

    /// <summary>Beta, as a ratio of gammas.</summary>
    public static double Beta(ref RandomSource random, double a, double b)
    {
        double x = Gamma(ref random, a, 1);
        double y = Gamma(ref random, b, 1);
        return x + y > 0 ? x / (x + y) : 0;
    }

    /// <summary>Pareto from 1 with a tail exponent, cut at a maximum.</summary>
    public static double Pareto(ref RandomSource random, double exponent, double most) =>
        Math.Min(most, Math.Pow(1 - random.NextUnit(), -1 / exponent));
}
