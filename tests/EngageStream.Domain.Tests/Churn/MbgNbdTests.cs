using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

public class MbgNbdTests
{
    private static readonly ChurnParameters Population = new(0.8, 30, 0.6, 2.2);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 90)]
    [InlineData(1, 12, 12)]
    [InlineData(1, 12, 200)]
    [InlineData(9, 88, 120)]
    [InlineData(40, 300, 310)]
    public void Probabilities_equal_the_integral_over_the_individual_model(int x, double tx, double age)
    {
        var history = new RepeatHistory(x, tx, age);

        (double likelihood, double alive) = Individual.Integrate(Population, history, leavesAfterFirst: true);

        Assert.Equal(alive / likelihood, MbgNbd.PAlive(Population, history), 1e-9);
        Assert.Equal(Math.Log(likelihood), MbgNbd.LogLikelihood(Population, history), 1e-8);
    }

    [Fact]
    public void Of_simulated_people_the_stated_share_is_alive()
    {
        Calibration.Check(
            leavesAfterFirst: true,
            population: new ChurnParameters(1.4, 12, 0.9, 3.1),
            pAlive: (parameters, history) => MbgNbd.PAlive(parameters, history));
    }

    [Fact]
    public void Someone_seen_once_is_at_growing_risk()
    {
        double soon = MbgNbd.PAlive(Population, new RepeatHistory(0, 0, 5));
        double late = MbgNbd.PAlive(Population, new RepeatHistory(0, 0, 500));

        Assert.InRange(soon, 0.5, 1);
        Assert.InRange(late, 0, 0.5);
    }

    [Theory]
    [InlineData(1_000_000, 1e6, 1e6 + 1)]
    [InlineData(1_000_000, 1e6, 1e9)]
    [InlineData(int.MaxValue, 1e7, 2e7)]
    [InlineData(0, 0, 1e300)]
    public void Huge_histories_stay_finite(int x, double tx, double age)
    {
        var history = new RepeatHistory(x, tx, age);

        Assert.InRange(MbgNbd.PAlive(Population, history), 0, 1);
        Assert.True(double.IsFinite(MbgNbd.RiskLogOdds(Population, history)));
        Assert.True(double.IsFinite(MbgNbd.LogLikelihood(Population, history)));
    }

    [Fact]
    public void A_short_silence_after_many_active_days_keeps_its_digits()
    {
        // (r + x) ln(1 + y) is here x y to first order; ln((α+T)/(α+t_x)) as a plain quotient would lose nine digits.
        var history = new RepeatHistory(1_000_000, 1e6, 1e6 + Math.ScaleB(1, -10));

        double expected = (0.8 + 1e6) * Math.ScaleB(1, -10) / (1e6 + 30);

        Assert.Equal(1, MbgNbd.SilenceLogOdds(Population, history) / expected, 1e-9);
    }

    [Fact]
    public void A_clock_before_the_last_activity_counts_as_no_silence()
    {
        Assert.Equal(
            MbgNbd.PAlive(Population, new RepeatHistory(3, 20, 20)),
            MbgNbd.PAlive(Population, new RepeatHistory(3, 20, 17)));
    }

    [Theory]
    [InlineData(0, 0, 0.4)]
    [InlineData(4, 30, 0.7)]
    [InlineData(300, 360, 0.999)]
    public void The_age_at_risk_is_where_the_risk_is_reached(int x, double tx, double risk)
    {
        double age = MbgNbd.AgeAtRisk(Population, x, tx, risk);

        Assert.True(age > tx);
        Assert.Equal(risk, 1 - MbgNbd.PAlive(Population, new RepeatHistory(x, tx, age)), 1e-12);
    }

    [Fact]
    public void A_risk_that_is_there_from_the_last_active_day_has_that_age()
    {
        Assert.Equal(12, MbgNbd.AgeAtRisk(new ChurnParameters(1, 10, 5, 1), 1, 12, 0.4));
        Assert.Equal(12, MbgNbd.AgeAtRisk(Population, 1, 12, 0));
    }

    [Fact]
    public void Certainty_is_never_reached_nor_is_an_age_beyond_a_double()
    {
        Assert.Equal(double.PositiveInfinity, MbgNbd.AgeAtRisk(Population, 1, 12, 1));
        Assert.Equal(double.PositiveInfinity, MbgNbd.AgeAtRisk(new ChurnParameters(0.001, 10, 0.1, 9), 0, 0, 0.7));
    }
}
