using System.Diagnostics.CodeAnalysis;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace EngageStream.Fitting.Churn;

/// <summary>
/// Newton's method with Levenberg's damping from a point near the optimum. A simplex stalls on a ridge, as where drop-out is
/// rare; here the Newton decrement, the gain still to be had by the local quadratic, says how far the optimum is.
/// </summary>
internal static class NewtonPolish
{
    private const int MaxSteps = 30;
    private const double FirstDamping = 1e-4;
    private const double LastDamping = 1e12;

    /// <summary>
    /// The point reached, the gain still to be had there (+∞ where the surface is not convex), and the inverse of the
    /// curvature (null there).
    /// </summary>
    public readonly record struct Outcome(Vector<double> Point, double Decrement, Matrix<double>? Covariance, int Steps);

    public static Outcome Run(LikelihoodSurface surface, Vector<double> start, double tolerance, CancellationToken cancel)
    {
        Vector<double> point = start;
        for (int step = 0; ; step++)
        {
            cancel.ThrowIfCancellationRequested();
            Matrix<double> curvature = surface.Curvature(point);
            Vector<double> gradient = surface.Gradient(point);
            bool convex = TryFactor(curvature, out Cholesky<double>? factor);
            double decrement = convex ? gradient.DotProduct(factor!.Solve(gradient)) / 2 : double.PositiveInfinity;
            if (decrement <= tolerance || step == MaxSteps || !TryDescend(surface, ref point, curvature, gradient))
            {
                return new Outcome(point, decrement, convex ? factor!.Solve(Identity()) : null, step);
            }
        }
    }

    // More damping turns the step towards steepest descent and shortens it, until it goes down.
    private static bool TryDescend(LikelihoodSurface surface, ref Vector<double> point, Matrix<double> curvature, Vector<double> gradient)
    {
        double value = surface.Value(point);
        for (double damping = 0; damping < LastDamping; damping = Math.Max(FirstDamping, damping * 10))
        {
            if (!TryFactor(curvature + damping * Identity(), out Cholesky<double>? factor))
            {
                continue;
            }

            Vector<double> next = point - factor.Solve(gradient);
            if (surface.Value(next) < value)
            {
                point = next;
                return true;
            }
        }

        return false;
    }

    private static Matrix<double> Identity() => Matrix<double>.Build.DenseIdentity(LikelihoodSurface.Dimensions);

    private static bool TryFactor(Matrix<double> matrix, [NotNullWhen(true)] out Cholesky<double>? factor)
    {
        try
        {
            factor = matrix.Cholesky();
            return true;
        }
        catch (ArgumentException)
        {
            // How MathNet says "not positive definite".
            factor = null;
            return false;
        }
    }
}
