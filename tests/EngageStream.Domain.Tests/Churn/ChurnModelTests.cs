using EngageStream.Domain.Churn;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Domain.Tests.Churn;

public class ChurnModelTests
{
    private static readonly ChurnModel Model = new(new ChurnParameters(0.8, 30, 0.6, 2.2), RiskBands.Default);

    private static readonly Gen<ChurnModel> Models =
        from r in Gen.Choose(1, 5000)
        from alpha in Gen.Choose(1, 20_000)
        from a in Gen.Choose(1, 500)
        from b in Gen.Choose(1, 2000)
        select new ChurnModel(new ChurnParameters(r / 1000d, alpha / 100d, a / 100d, b / 100d), RiskBands.Default);

    private static readonly Gen<RepeatHistory> Histories =
        from x in Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 100_000))
        from tx in Gen.Choose(1, 500_000)
        from silence in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 100_000))
        let recency = x == 0 ? 0 : tx / 100d
        select new RepeatHistory(x, recency, recency + silence / 100d);

    private static readonly Arbitrary<(ChurnModel Model, RepeatHistory History)> Cases =
        (from model in Models from history in Histories select (model, history)).ToArbitrary();

    [Fact]
    public void At_the_next_band_age_the_band_is_higher_and_just_before_it_is_not()
    {
        Prop.ForAll(Cases, c =>
        {
            RiskBand now = c.Model.Band(c.Model.Risk(c.History));
            double next = c.Model.NextBandAge(c.History);
            if (double.IsInfinity(next))
            {
                return now == RiskBand.High || c.Model.Band(c.Model.Risk(c.History with { T = 1e300 })) == now;
            }

            double before = c.History.T + (next - c.History.T) * (1 - 1e-6);
            return next > c.History.T
                && c.Model.Band(c.Model.Risk(c.History with { T = next })) > now
                && (next - c.History.T < 1e-6 || c.Model.Band(c.Model.Risk(c.History with { T = before })) == now);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Contributions_add_up_to_the_log_odds_of_the_risk()
    {
        Prop.ForAll(Cases, c =>
        {
            double sum = c.Model.Explain(c.History).Sum(contribution => contribution.Value);
            return Math.Abs(1 / (1 + Math.Exp(-sum)) - c.Model.Risk(c.History)) < 1e-9;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Silence_only_raises_the_risk()
    {
        Prop.ForAll(Cases, c => c.Model.Risk(c.History with { T = c.History.T + 1 }) >= c.Model.Risk(c.History))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Contributions_say_in_words_what_raises_the_risk()
    {
        IReadOnlyList<RiskContribution> why = Model.Explain(new RepeatHistory(4, 36, 77));

        Assert.Equal(
            [
                (RiskContributionNames.DropOutPrior, "21.4 % of people leave after their first active day"),
                (RiskContributionNames.Returns, "has returned on 4 days"),
                (RiskContributionNames.Silence, "silent for 41 days; usually returns every 9 days"),
            ],
            why.Select(contribution => (contribution.Name, contribution.Text)));
        Assert.True(why[1].Value < 0);
        Assert.True(why[2].Value > 0);
    }

    [Theory]
    [InlineData(0, 0, 0.2, "has not returned yet", "active within the last day; no rhythm of its own yet")]
    [InlineData(1, 1, 2, "has returned once", "silent for 1 day; usually returns every day")]
    [InlineData(2, 5, 7.5, "has returned on 2 days", "silent for 2.5 days; usually returns every 2.5 days")]
    public void Small_numbers_read_well(int x, double tx, double age, string returns, string silence)
    {
        IReadOnlyList<RiskContribution> why = Model.Explain(new RepeatHistory(x, tx, age));

        Assert.Equal(returns, why[1].Text);
        Assert.Equal(silence, why[2].Text);
    }

    [Fact]
    public void A_rare_drop_out_is_not_rounded_to_none()
    {
        var model = new ChurnModel(new ChurnParameters(0.8, 69, 0.002, 12), RiskBands.Default);

        Assert.StartsWith("0.02 % of people", model.Explain(new RepeatHistory(0, 0, 0))[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_passes_through_the_bands_by_silence()
    {
        var history = new RepeatHistory(4, 36, 36);
        var seen = new List<RiskBand> { Model.Band(Model.Risk(history)) };
        for (double next = Model.NextBandAge(history); double.IsFinite(next); next = Model.NextBandAge(history))
        {
            history = history with { T = next };
            seen.Add(Model.Band(Model.Risk(history)));
        }

        Assert.Equal([RiskBand.Low, RiskBand.Medium, RiskBand.High], seen);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        double sum = Score(1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        sum += Score(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    private static double Score(int times)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
        {
            var history = new RepeatHistory(i % 50, i % 50 == 0 ? 0 : 100, 110 + i);
            sum += Model.Risk(history) + (double)Model.Band(0.5) + Math.Min(1, Model.NextBandAge(history));
        }

        return sum;
    }
}
