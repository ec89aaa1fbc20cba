namespace EngageStream.Domain.Churn;

/// <summary>
/// Scores live churn risk, 1 − P(alive) of the MBG/NBD model, and cuts it into bands. Immutable and free of allocation but
/// for <see cref="Explain"/>; shared by all actors.
/// </summary>
public sealed class ChurnModel(ChurnParameters parameters, RiskBands bands)
{
    /// <summary>The population's parameters, in days.</summary>
    public ChurnParameters Parameters { get; } = parameters;

    /// <summary>The thresholds.</summary>
    public RiskBands Bands { get; } = bands;

    /// <summary>Probability, 0 … 1, that the person has left.</summary>
    public double Risk(in RepeatHistory history) => StableMath.Logistic(MbgNbd.RiskLogOdds(Parameters, history));

    /// <summary>The band of a risk.</summary>
    public RiskBand Band(double risk) => Bands.Of(risk);

    /// <summary>
    /// The first age T, in days and after <c>history.T</c>, at which the band is higher than now by silence alone; +∞ when
    /// it is high already. At the age returned <see cref="Risk"/> does lie in the higher band, rounding included: a timer set
    /// there, or rounded up to its clock's resolution, never fires in vain. Where drop-out is rare the age can be finite and
    /// yet beyond any calendar: compare it with the clock's range before converting it to a date.
    /// </summary>
    public double NextBandAge(in RepeatHistory history)
    {
        RiskBand now = Band(Risk(history));
        if (now == RiskBand.High)
        {
            return double.PositiveInfinity;
        }

        double threshold = now == RiskBand.Low ? Bands.MediumFrom : Bands.HighFrom;
        double age = Math.Max(MbgNbd.AgeAtRisk(Parameters, history.X, history.Tx, threshold), Math.BitIncrement(history.T));

        // The closed form may fall short by a few units in the last place; widen until the score agrees.
        for (double step = Math.BitIncrement(age) - age; double.IsFinite(age) && Risk(history with { T = age }) < threshold; step *= 2)
        {
            age += step;
        }

        return age;
    }

    /// <summary>What the risk consists of, in words and numbers; the values add up to the log-odds of the risk.</summary>
    public IReadOnlyList<RiskContribution> Explain(in RepeatHistory history) => RiskExplanation.Of(Parameters, history);
}
