using EngageStream.Domain.Churn;
using EngageStream.Fitting.Histories;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace EngageStream.Fitting.Churn;

/// <summary>
/// Fits a churn model by maximum likelihood: a Nelder–Mead simplex from several starting points, then Newton's method from
/// the best of them, over the logarithms of the parameters. Deterministic.
/// </summary>
public static class ChurnFitter
{
    /// <summary>The gain in log-likelihood still to be had, by the local quadratic, below which a fit has converged.</summary>
    public const double Tolerance = 1e-6;

    private const int SimplexSteps = 2000;
    private const double SimplexTolerance = 1e-9;

    // (r, α as a share of the mean age, a, b): eager and rare visitors, with much and little drop-out.
    private static readonly (double R, double AgeShare, double A, double B)[] Starts =
        [(1, 1, 1, 1), (0.25, 0.2, 0.5, 2), (2, 0.5, 0.2, 5), (0.5, 0.1, 1, 10)];

    /// <summary>Fits a model to histories of one customer each.</summary>
    /// <exception cref="FittingException">The histories do not determine a model.</exception>
    public static FitResult Fit(
        ChurnModelKind model, IReadOnlyList<RepeatHistory> histories,
        IProgress<ChurnFitProgress>? progress = null, CancellationToken cancel = default) =>
        Fit(model, [.. histories.CountBy(history => history).Select(pair => new WeightedHistory(pair.Key, pair.Value))], progress, cancel);

    /// <summary>Fits a model to aggregated histories.</summary>
    /// <exception cref="FittingException">The histories do not determine a model.</exception>
    public static FitResult Fit(
        ChurnModelKind model, IReadOnlyList<WeightedHistory> histories,
        IProgress<ChurnFitProgress>? progress = null, CancellationToken cancel = default)
    {
        Validate(histories);
        int customers = histories.Sum(entry => entry.Customers);
        double meanAge = histories.Sum(entry => entry.History.T * entry.Customers) / customers;
        var surface = new LikelihoodSurface(model, histories);

        // 1. A coarse search from every start.
        Vector<double>? best = null;
        int iterations = 0;
        for (int i = 0; i < Starts.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Vector<double> found = Descend(surface.Value, StartPoint(Starts[i], meanAge), ref iterations);
            best = best is null || surface.Value(found) < surface.Value(best) ? found : best;
            progress?.Report(new ChurnFitProgress(ChurnFitStage.Fitting, i + 1, -surface.Value(best)));
        }

        // 2. Newton from the best.
        NewtonPolish.Outcome polished = NewtonPolish.Run(surface, best!, Tolerance / 100, cancel);

        // 3. What came of it.
        bool converged = polished.Decrement <= Tolerance
            && LikelihoodSurface.IsInside(polished.Point)
            && polished.Covariance!.Diagonal().AbsoluteMaximum() < LikelihoodSurface.Edge * LikelihoodSurface.Edge;
        ChurnParameters parameters = LikelihoodSurface.ParametersAt(LikelihoodSurface.Clamp(polished.Point));
        double value = surface.Value(polished.Point);
        double withoutDropOut = WithoutDropOut(surface, polished.Point, ref iterations);
        return new FitResult(
            model,
            parameters,
            -value,
            customers,
            iterations + polished.Steps,
            converged,
            converged ? Errors(parameters, polished.Covariance!) : null,
            Math.Max(0, 2 * (withoutDropOut - value)));
    }

    // The best r and α where hardly anyone ever leaves: a mean drop-out of e^−16, one in nine million.
    private static double WithoutDropOut(LikelihoodSurface surface, Vector<double> near, ref int iterations)
    {
        Func<Vector<double>, double> value =
            point => surface.Value(Vector<double>.Build.DenseOfArray([point[0], point[1], -LikelihoodSurface.Edge, 0]));
        return value(Descend(value, near.SubVector(0, 2), ref iterations));
    }

    private static Vector<double> StartPoint((double R, double AgeShare, double A, double B) start, double meanAge) =>
        Vector<double>.Build.DenseOfArray([Math.Log(start.R), Math.Log(start.AgeShare * meanAge), Math.Log(start.A), Math.Log(start.B)]);

    private static Vector<double> Descend(Func<Vector<double>, double> surface, Vector<double> start, ref int iterations)
    {
        // The simplex throws its best point away when it runs out of steps; keep it here.
        Vector<double> best = start;
        double lowest = surface(start);
        IObjectiveFunction objective = ObjectiveFunction.Value(point =>
        {
            double value = surface(point);
            if (value < lowest)
            {
                lowest = value;
                best = point.Clone();
            }

            return value;
        });

        try
        {
            Vector<double> size = Vector<double>.Build.Dense(start.Count, 0.5);
            iterations += NelderMeadSimplex.Minimum(objective, start, size, SimplexTolerance, SimplexSteps).Iterations;
        }
        catch (MaximumIterationsException)
        {
            iterations += SimplexSteps;
        }

        return best;
    }

    // The search runs over ln θ; to first order the error of θ is θ times that of ln θ (delta method).
    private static StandardErrors Errors(ChurnParameters parameters, Matrix<double> covariance) => new(
        parameters.R * Math.Sqrt(covariance[0, 0]),
        parameters.Alpha * Math.Sqrt(covariance[1, 1]),
        parameters.A * Math.Sqrt(covariance[2, 2]),
        parameters.B * Math.Sqrt(covariance[3, 3]));

    private static void Validate(IReadOnlyList<WeightedHistory> histories)
    {
        foreach ((RepeatHistory history, int customers) in histories)
        {
            if (!history.IsConsistent || customers < 1)
            {
                throw new FittingException(
                    $"The history x={history.X}, t_x={history.Tx}, T={history.T} of {customers} customers is impossible: "
                    + "x must be 0 or more, 0 ≤ t_x ≤ T, t_x 0 where x is 0, and one customer or more must have it.");
            }
        }

        if (!histories.Any(entry => entry.History.X > 0))
        {
            throw new FittingException("Nobody came back for a second active day, so there is no rhythm to fit. Give a longer history.");
        }
    }
}
