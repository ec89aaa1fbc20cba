namespace EngageStream.Domain.Churn;

/// <summary>The thresholds that cut churn risk into bands; a risk equal to a threshold belongs to the band above it.</summary>
/// <param name="MediumFrom">Lowest risk of the medium band; above 0. Default 0.4.</param>
/// <param name="HighFrom">Lowest risk of the high band; above MediumFrom and below 1. Default 0.7.</param>
/// <exception cref="ArgumentOutOfRangeException">Not 0 &lt; MediumFrom &lt; HighFrom &lt; 1.</exception>
public sealed record RiskBands(double MediumFrom = 0.4, double HighFrom = 0.7)
{
    /// <summary>The default thresholds.</summary>
    public static RiskBands Default { get; } = new();

    /// <summary>Lowest risk of the medium band.</summary>
    public double MediumFrom { get; } = MediumFrom > 0 && MediumFrom < 1
        ? MediumFrom
        : throw new ArgumentOutOfRangeException(
            nameof(MediumFrom), MediumFrom, "The medium risk band must begin above 0 and below 1, for example at 0.4.");

    /// <summary>Lowest risk of the high band.</summary>
    public double HighFrom { get; } = HighFrom > MediumFrom && HighFrom < 1
        ? HighFrom
        : throw new ArgumentOutOfRangeException(
            nameof(HighFrom), HighFrom, "The high risk band must begin above the medium one and below 1, for example at 0.7.");

    /// <summary>The band of a risk between 0 and 1.</summary>
    public RiskBand Of(double risk) =>
        risk >= HighFrom ? RiskBand.High
        : risk >= MediumFrom ? RiskBand.Medium
        : RiskBand.Low;
}
