namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>
/// Parameters of MBG/NBD, in days, and the risk that follows: P(alive) = 1 / (1 + a/(b+x) · ((α+T)/(α+t_x))^(r+x))
/// (Batislam, Denizel &amp; Filiztekin 2007), written as the formula stands.
/// </summary>
internal sealed record ChurnNumbers(double R, double Alpha, double A, double B)
{
    /// <summary>Band thresholds: low below the first, medium below the second, else high.</summary>
    public static double Medium => 0.4;

    /// <inheritdoc cref="Medium"/>
    public static double High => 0.7;

    /// <summary>The parameters fitted on Online Retail that ship with the engine.</summary>
    public static ChurnNumbers Shipped { get; } = new(0.827315, 69.0205, 0.00186374, 11.8946);

    /// <summary>Parameters of a population that drops out, so that people do cross the bands.</summary>
    public static ChurnNumbers Fickle { get; } = new(0.8, 12, 0.9, 2.5);

    /// <summary>1 − P(alive) for x repeat days, the last t_x days after the first, T days after it.</summary>
    public double Risk(int x, double tx, double t)
    {
        double odds = A / (B + x) * Math.Pow((Alpha + t) / (Alpha + tx), R + x);
        return 1 - (1 / (1 + odds));
    }

    /// <summary>0 low, 1 medium, 2 high.</summary>
    public static int BandOf(double risk) => risk < Medium ? 0 : risk < High ? 1 : 2;
}
