using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

/// <summary>
/// The individual-level story behind both models, for tests: densities given (λ, p) integrated numerically over the
/// population, and people drawn from it. Written without the closed forms it checks.
/// </summary>
internal static class Individual
{
    /// <summary>The likelihood of a history and, within it, of having it and being alive at T.</summary>
    public static (double Likelihood, double Alive) Integrate(ChurnParameters population, RepeatHistory history, bool leavesAfterFirst)
    {
        // λ = e^u and p = 1 / (1 + e^−v): on the whole line the trapezoid rule converges exponentially.
        const double step = 0.08;
        int chances = leavesAfterFirst ? history.X + 1 : history.X;
        double total = 0, alive = 0, mass = 0;
        List<(double Weight, double Stays, double Left)> dropOut = [];
        for (double v = -60; v < 60; v += step)
        {
            double leaves = 1 / (1 + Math.Exp(-v));
            double stays = 1 / (1 + Math.Exp(v));
            double weight = Math.Pow(leaves, population.A) * Math.Pow(stays, population.B);
            dropOut.Add((weight, Math.Pow(stays, chances), chances == 0 ? 0 : Math.Pow(stays, chances - 1) * leaves));
        }

        for (double u = -60; u < 8; u += step)
        {
            double rate = Math.Exp(u);
            double rateWeight = Math.Exp(population.R * u - population.Alpha * rate);
            if (rateWeight < 1e-40)
            {
                continue;
            }

            double seen = Math.Pow(rate, history.X);
            double silentFromTx = Math.Exp(-rate * history.Tx);
            double silentFromT = Math.Exp(-rate * history.T);
            foreach ((double weight, double stays, double left) in dropOut)
            {
                double stillHere = stays * seen * silentFromT;
                mass += rateWeight * weight;
                alive += rateWeight * weight * stillHere;
                total += rateWeight * weight * (stillHere + left * seen * silentFromTx);
            }
        }

        return (total / mass, alive / mass);
    }

    /// <summary>A person of the population observed for <paramref name="age"/> days.</summary>
    public static (RepeatHistory History, bool Alive) Draw(ChurnParameters population, double age, bool leavesAfterFirst, Random random)
    {
        double rate = Gamma(population.R, random) / population.Alpha;
        double first = Gamma(population.A, random);
        double leaves = first / (first + Gamma(population.B, random));
        bool alive = !leavesAfterFirst || random.NextDouble() >= leaves;
        int repeats = 0;
        double last = 0;
        while (alive)
        {
            double next = last - Math.Log(1 - random.NextDouble()) / rate;
            if (next > age)
            {
                break;
            }

            repeats++;
            last = next;
            alive = random.NextDouble() >= leaves;
        }

        return (new RepeatHistory(repeats, last, age), alive);
    }

    // Marsaglia & Tsang 2000, with the boost for shapes below 1.
    private static double Gamma(double shape, Random random)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        double d = shape - 1.0 / 3;
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double cube = Math.Pow(1 + c * normal, 3);
            if (cube > 0 && Math.Log(1 - random.NextDouble()) < 0.5 * normal * normal + d - d * cube + d * Math.Log(cube))
            {
                return d * cube;
            }
        }
    }
}
