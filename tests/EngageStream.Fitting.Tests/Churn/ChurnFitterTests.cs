using EngageStream.Domain.Churn;
using EngageStream.Domain.Tests.Churn;
using EngageStream.Fitting.Churn;
using EngageStream.Fitting.Histories;

namespace EngageStream.Fitting.Tests.Churn;

public class ChurnFitterTests
{
    private static readonly ChurnParameters Truth = new(0.9, 12, 0.8, 2.5);

    [Theory]
    [InlineData(ChurnModelKind.MbgNbd)]
    [InlineData(ChurnModelKind.BgNbd)]
    public void A_simulated_population_is_found_again_within_its_standard_errors(ChurnModelKind model)
    {
        FitResult fit = ChurnFitter.Fit(model, Population(Truth, 1500, model == ChurnModelKind.MbgNbd));

        Assert.True(fit.Converged);
        Assert.True(fit.ShowsDropOut);
        StandardErrors errors = fit.StandardErrors!;
        Within(Truth.R, fit.Parameters.R, errors.R);
        Within(Truth.Alpha, fit.Parameters.Alpha, errors.Alpha);
        Within(Truth.A, fit.Parameters.A, errors.A);
        Within(Truth.B, fit.Parameters.B, errors.B);
    }

    [Fact]
    public void No_step_away_from_the_fit_is_more_likely()
    {
        IReadOnlyList<RepeatHistory> people = Population(Truth, 800, leavesAfterFirst: true);
        FitResult fit = ChurnFitter.Fit(ChurnModelKind.MbgNbd, people);
        ChurnParameters p = fit.Parameters;

        Assert.Equal(people.Sum(history => MbgNbd.LogLikelihood(p, history)), fit.LogLikelihood, 1e-6);
        foreach (double factor in new[] { 0.9, 0.99, 1.01, 1.1 })
        {
            ChurnParameters[] aside =
            [
                new(p.R * factor, p.Alpha, p.A, p.B), new(p.R, p.Alpha * factor, p.A, p.B),
                new(p.R, p.Alpha, p.A * factor, p.B), new(p.R, p.Alpha, p.A, p.B * factor),
            ];
            Assert.All(aside, other => Assert.True(people.Sum(history => MbgNbd.LogLikelihood(other, history)) < fit.LogLikelihood));
        }
    }

    [Fact]
    public void A_population_that_never_leaves_shows_no_drop_out()
    {
        var loyal = new ChurnParameters(0.9, 12, 1e-5, 10);

        FitResult fit = ChurnFitter.Fit(ChurnModelKind.MbgNbd, Population(loyal, 800, leavesAfterFirst: true));

        Assert.False(fit.ShowsDropOut);
        Assert.InRange(fit.DropOutEvidence, 0, 2.71);
    }

    [Fact]
    public void Customers_with_equal_histories_count_each()
    {
        IReadOnlyList<RepeatHistory> people = Population(Truth, 300, leavesAfterFirst: true);

        FitResult twice = ChurnFitter.Fit(ChurnModelKind.MbgNbd, [.. people.Concat(people)]);
        FitResult weighted = ChurnFitter.Fit(ChurnModelKind.MbgNbd, [.. people.Select(history => new WeightedHistory(history, 2))]);

        Assert.Equal(600, weighted.Customers);
        Assert.Equal(600, twice.Customers);
        Assert.Equal(twice.LogLikelihood, weighted.LogLikelihood, 1e-4);
    }

    [Fact]
    public void Nobody_who_came_back_is_an_error_that_says_so()
    {
        var error = Assert.Throws<FittingException>(() => ChurnFitter.Fit(ChurnModelKind.MbgNbd, [new RepeatHistory(0, 0, 10)]));

        Assert.Contains("came back", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 9, 8)]
    [InlineData(0, 3, 8)]
    [InlineData(-1, 0, 8)]
    public void An_impossible_history_is_refused(int x, double tx, double age)
    {
        var error = Assert.Throws<FittingException>(
            () => ChurnFitter.Fit(ChurnModelKind.MbgNbd, [new RepeatHistory(1, 2, 3), new RepeatHistory(x, tx, age)]));

        Assert.Contains("impossible", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_customers_do_not_pin_four_parameters_down()
    {
        FitResult fit = ChurnFitter.Fit(ChurnModelKind.MbgNbd, [new RepeatHistory(5, 50, 50), new RepeatHistory(5, 50, 50)]);

        Assert.False(fit.Converged);
        Assert.Null(fit.StandardErrors);
    }

    private static void Within(double truth, double found, double error)
    {
        Assert.InRange(error, 0, truth);
        Assert.InRange(found, truth - 3.5 * error, truth + 3.5 * error);
    }

    private static List<RepeatHistory> Population(ChurnParameters truth, int people, bool leavesAfterFirst)
    {
        var random = new Random(2007);
        return
        [
            .. Enumerable.Range(0, people).Select(_ => Individual.Draw(truth, 120 + random.Next(60), leavesAfterFirst, random).History),
        ];
    }
}
