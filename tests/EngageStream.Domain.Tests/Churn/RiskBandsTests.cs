using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

public class RiskBandsTests
{
    [Theory]
    [InlineData(0, RiskBand.Low)]
    [InlineData(0.399999, RiskBand.Low)]
    [InlineData(0.4, RiskBand.Medium)]
    [InlineData(0.699999, RiskBand.Medium)]
    [InlineData(0.7, RiskBand.High)]
    [InlineData(1, RiskBand.High)]
    public void A_threshold_belongs_to_the_band_above_it(double risk, RiskBand band)
    {
        Assert.Equal(band, RiskBands.Default.Of(risk));
    }

    [Theory]
    [InlineData(0, 0.7)]
    [InlineData(0.7, 0.7)]
    [InlineData(0.8, 0.7)]
    [InlineData(0.4, 1)]
    [InlineData(double.NaN, 0.7)]
    [InlineData(0.4, double.NaN)]
    public void Thresholds_must_rise_between_zero_and_one(double medium, double high)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskBands(medium, high));
    }
}
