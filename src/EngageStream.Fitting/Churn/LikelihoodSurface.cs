using EngageStream.Domain.Churn;
using EngageStream.Fitting.Histories;
using MathNet.Numerics.LinearAlgebra;

namespace EngageStream.Fitting.Churn;

/// <summary>
/// The negative log-likelihood of all histories over the logarithms of (r, α, a, b), which keeps the parameters positive and
/// their scales alike. Gradient and curvature are central differences.
/// </summary>
internal sealed class LikelihoodSurface(ChurnModelKind model, IReadOnlyList<WeightedHistory> histories)
{
    /// <summary>Number of parameters.</summary>
    public const int Dimensions = 4;

    /// <summary>The search ends at e^±16; a likelihood that still rises there has no maximum worth the name.</summary>
    public const double Edge = 16;

    private const double GradientStep = 1e-4;
    private const double CurvatureStep = 2e-3;

    /// <summary>The parameters of a point.</summary>
    public static ChurnParameters ParametersAt(Vector<double> point) =>
        new(Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]), Math.Exp(point[3]));

    /// <summary>Whether a point lies inside the searched range.</summary>
    public static bool IsInside(Vector<double> point) => point.AbsoluteMaximum() < Edge;

    /// <summary>The nearest point inside the searched range.</summary>
    public static Vector<double> Clamp(Vector<double> point) => point.Map(x => Math.Clamp(x, -Edge, Edge));

    /// <summary>Negative log-likelihood at a point; beyond the edge that of the edge plus a finite penalty, as a simplex needs.</summary>
    public double Value(Vector<double> point)
    {
        Vector<double> inside = Clamp(point);
        ChurnParameters parameters = ParametersAt(inside);
        double sum = 0;
        foreach ((RepeatHistory history, int customers) in histories)
        {
            sum += customers * (model == ChurnModelKind.MbgNbd
                ? MbgNbd.LogLikelihood(parameters, history)
                : BgNbd.LogLikelihood(parameters, history));
        }

        double beyond = (point - inside).L2Norm();
        return -sum + (1 + Math.Abs(sum)) * beyond * beyond;
    }

    /// <summary>First derivatives of <see cref="Value"/>.</summary>
    public Vector<double> Gradient(Vector<double> point) =>
        Vector<double>.Build.Dense(Dimensions, i => (At(point, i, GradientStep) - At(point, i, -GradientStep)) / (2 * GradientStep));

    /// <summary>Second derivatives of <see cref="Value"/>.</summary>
    public Matrix<double> Curvature(Vector<double> point)
    {
        const double h = CurvatureStep;
        double centre = Value(point);
        Matrix<double> curvature = Matrix<double>.Build.Dense(Dimensions, Dimensions);
        for (int i = 0; i < Dimensions; i++)
        {
            curvature[i, i] = (At(point, i, h) - 2 * centre + At(point, i, -h)) / (h * h);
            for (int j = 0; j < i; j++)
            {
                double mixed = At(point, i, h, j, h) - At(point, i, h, j, -h) - At(point, i, -h, j, h) + At(point, i, -h, j, -h);
                curvature[i, j] = curvature[j, i] = mixed / (4 * h * h);
            }
        }

        return curvature;
    }

    private double At(Vector<double> point, int i, double by, int j = 0, double byOther = 0)
    {
        Vector<double> moved = point.Clone();
        moved[i] += by;
        moved[j] += byOther;
        return Value(moved);
    }
}
