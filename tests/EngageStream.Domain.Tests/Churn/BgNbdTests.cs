using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

public class BgNbdTests
{
    private static readonly ChurnParameters Population = new(0.8, 30, 0.6, 2.2);

    [Theory]
    [InlineData(0, 0, 90)]
    [InlineData(1, 12, 12)]
    [InlineData(1, 12, 200)]
    [InlineData(9, 88, 120)]
    [InlineData(40, 300, 310)]
    public void Probabilities_equal_the_integral_over_the_individual_model(int x, double tx, double age)
    {
        var history = new RepeatHistory(x, tx, age);

        (double likelihood, double alive) = Individual.Integrate(Population, history, leavesAfterFirst: false);

        Assert.Equal(alive / likelihood, BgNbd.PAlive(Population, history), 1e-9);
        Assert.Equal(Math.Log(likelihood), BgNbd.LogLikelihood(Population, history), 1e-8);
    }

    [Fact]
    public void Of_simulated_people_the_stated_share_is_alive()
    {
        Calibration.Check(
            leavesAfterFirst: false,
            population: new ChurnParameters(1.4, 12, 0.9, 3.1),
            pAlive: (parameters, history) => BgNbd.PAlive(parameters, history));
    }

    [Fact]
    public void Someone_seen_once_has_no_risk_for_ever()
    {
        Assert.Equal(1, BgNbd.PAlive(Population, new RepeatHistory(0, 0, 10_000)));
    }
}
