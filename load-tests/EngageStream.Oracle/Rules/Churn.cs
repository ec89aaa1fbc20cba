namespace EngageStream.Oracle.Rules;

/// <summary>
/// Churn risk (UA5): 1 − P(alive), with P(alive) = 1 / (1 + a/(b+x) · ((α+T)/(α+t_x))^(r+x)) of the MBG/NBD model (Batislam,
/// Denizel &amp; Filiztekin 2007), in days.
/// </summary>
internal sealed record Churn(double R, double Alpha, double A, double B)
{
    /// <summary>What ships with the engine.</summary>
    public static Churn Shipped { get; } = new(0.827315, 69.0205, 0.00186374, 11.8946);

    public double Medium { get; init; } = 0.4;

    public double High { get; init; } = 0.7;

    public double Risk(int x, double tx, double t) => 1 - (1 / (1 + (A / (B + x) * Math.Pow((Alpha + t) / (Alpha + tx), R + x))));

    /// <summary>0 low, 1 medium, 2 high.</summary>
    public int BandOf(double risk) => risk < Medium ? 0 : risk < High ? 1 : 2;

    public static string NameOf(int band) => new[] { "low", "medium", "high" }[band];
}
