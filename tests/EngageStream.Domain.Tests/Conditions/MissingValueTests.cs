using System.Text;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Tests.Conditions;

public class MissingValueTests
{
    private readonly RandomPerson _person = new(7);

    [Theory]
    [InlineData(ComparisonOperator.Equal)]
    [InlineData(ComparisonOperator.NotEqual)]
    [InlineData(ComparisonOperator.Less)]
    [InlineData(ComparisonOperator.LessOrEqual)]
    [InlineData(ComparisonOperator.Greater)]
    [InlineData(ComparisonOperator.GreaterOrEqual)]
    public void A_missing_number_makes_every_comparison_false(ComparisonOperator @operator) =>
        Assert.False(new NumberComparison(new TraitNumber("trait.age", 0), @operator, 0).Holds(_person.At(_person.NowMs)));

    [Fact]
    public void A_missing_text_is_neither_among_some_texts_nor_among_the_others()
    {
        Assert.False(new TextComparison(new TraitText("trait.city", 0), ["Leeds"], negated: false).Holds(_person.At(_person.NowMs)));
        Assert.False(new TextComparison(new TraitText("trait.city", 0), ["Leeds"], negated: true).Holds(_person.At(_person.NowMs)));
        _person.User.Traits.Set(new TraitValue(0, PropertyKind.Text, 0, Encoding.UTF8.GetBytes("York")));
        Assert.False(new TextComparison(new TraitText("trait.city", 0), ["Leeds"], negated: false).Holds(_person.At(_person.NowMs)));
        Assert.True(new TextComparison(new TraitText("trait.city", 0), ["Leeds"], negated: true).Holds(_person.At(_person.NowMs)));
    }

    [Fact]
    public void A_trait_of_another_type_is_missing()
    {
        _person.User.Traits.Set(new TraitValue(0, PropertyKind.Text, 0, Encoding.UTF8.GetBytes("41")));
        Assert.False(new IsPresent(new TraitNumber("trait.age", 0)).Holds(_person.At(_person.NowMs)));
        Assert.True(new IsPresent(new TraitText("trait.age", 0)).Holds(_person.At(_person.NowMs)));
    }

    [Fact]
    public void A_property_is_missing_when_a_timer_fired()
    {
        var values = new List<ExplainedValue>();
        new NumberComparison(new EventNumber("event.revenue", 0), ComparisonOperator.Greater, 0).Explain(_person.At(_person.NowMs), values);
        Assert.Equal([new ExplainedValue("event.revenue", "missing", null)], values);
    }

    [Fact]
    public void Without_activity_there_is_no_risk()
    {
        _person.User.ActiveDays = 0;
        Assert.False(new IsPresent(new Risk()).Holds(_person.At(_person.NowMs)));
    }

    [Fact]
    public void A_band_is_compared_in_its_order()
    {
        _person.User.Band = RiskBand.Medium;
        Assert.True(new BandComparison(ComparisonOperator.GreaterOrEqual, RiskBand.Medium).Holds(_person.At(_person.NowMs)));
        Assert.False(new BandComparison(ComparisonOperator.Greater, RiskBand.Medium).Holds(_person.At(_person.NowMs)));
        Assert.Equal("medium", new BandName().Format(_person.At(_person.NowMs)));
    }

    [Fact]
    public void Either_side_of_an_or_explains_only_what_decides()
    {
        _person.User.Sessions = 3;
        _person.User.ActiveDays = 4;
        var values = new List<ExplainedValue>();
        var fewSessions = new NumberComparison(new SessionCount(), ComparisonOperator.Less, 2);
        var manyDays = new NumberComparison(new ActiveDays(), ComparisonOperator.GreaterOrEqual, 4);
        new AnyOf([fewSessions, manyDays]).Explain(_person.At(_person.NowMs), values);
        Assert.Equal([new ExplainedValue("active_days", "4", 4)], values);
    }
}
