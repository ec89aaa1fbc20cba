using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Time;

namespace EngageStream.Playbooks.Tests.Expressions;

/// <summary>What compiled expressions say of a person.</summary>
public class MeaningTests
{
    [Theory]
    [InlineData("silent >= 3d", true)]
    [InlineData("silent > 3d", false)]
    [InlineData("72h <= silent", true)]
    [InlineData("3d < silent", false)]
    [InlineData("age == 40d", true)]
    [InlineData("stage == growth", true)]
    [InlineData("stage != growth", false)]
    [InlineData("stage in [dormant, 'growth']", true)]
    [InlineData("stage not in [dormant, growth]", false)]
    [InlineData("stage.for < 11d", true)]
    [InlineData("band == medium", true)]
    [InlineData("band >= medium and band < high", true)]
    [InlineData("band in [low, high]", false)]
    [InlineData("active_days == 5", true)]
    [InlineData("sessions in [6, 7]", true)]
    [InlineData("session.length == 20m", true)]
    [InlineData("true", true)]
    [InlineData("not sessions > 7", true)]
    [InlineData("sessions > 7 or active_days > 4 and age > 50d", false)]
    [InlineData("(sessions > 7 or active_days > 4) and age > 30d", true)]
    [InlineData("not (sessions > 7) and not active_days > 9", true)]
    [InlineData("risk > 0.0001 and risk < 0.9999", true)]
    public void Scalars(string where, bool holds)
    {
        var person = new Person(Sample.Model(Sample.Text(where: where)));
        person.State.Band = RiskBand.Medium;
        Assert.Equal(holds, person.Holds());
    }

    [Theory]
    [InlineData("count('Order Completed', 1h) == 1", true)]
    [InlineData("count('Order Completed', 24h) == 2", true)]
    [InlineData("count('Order Completed', 7d) == 3", true)]
    [InlineData("count('Order Completed', 30d) == 4", true)]
    [InlineData("count('Order Completed', 90d) == 5", true)]
    [InlineData("days('Order Completed', 90d) == 4", true)]
    [InlineData("days('Order Completed', 7d) == 2", true)]
    [InlineData("count('Order Refunded', 90d) == 0", true)]
    [InlineData("sum('Order Completed', revenue, 24h) == 30", true)]
    [InlineData("sum('Order Completed', revenue, 7d) > 60", false)]
    [InlineData("days(7d) == 1", true)]
    public void Windows(string where, bool holds)
    {
        string asksAll = "sum('Order Completed', revenue, 24h) > -1 and sum('Order Completed', revenue, 7d) > -1 and days(7d) >= 1 and days('Order Completed', 1h) < 3"
            + " and count('Order Completed', 24h) < 50 and count('Order Completed', 7d) < 50 and count('Order Completed', 90d) < 50 and " + where;
        var person = new Person(Sample.Model(Sample.Text(where: $"\"{asksAll}\"")));
        foreach ((long ago, double revenue) in new[]
                 {
                     (10 * Durations.Minute, 10.0), (5 * Durations.Hour, 20), (5 * Durations.Day, 30), (20 * Durations.Day, 40), (80 * Durations.Day, 50),
                 })
        {
            person.Counted("count(Order Completed)", ago).Counted("sum(Order Completed, revenue)", ago, revenue);
        }

        person.Counted("count(activity)", 2 * Durations.Day);
        Assert.Equal(holds, person.Holds());
    }

    [Theory]
    [InlineData("ever('Order Completed')", true)]
    [InlineData("not ever('Signed Up')", true)]
    [InlineData("total('Order Completed') == 4", true)]
    [InlineData("since('Order Completed') < 3d", true)]
    [InlineData("since('Order Completed') < 1h", false)]
    [InlineData("since('Signed Up') > 1d", false)]
    [InlineData("not since('Signed Up') > 1d", true)]
    public void Totals(string where, bool holds) =>
        Assert.Equal(holds, new Person(Sample.Model(Sample.Text(where: where))).Did("Order Completed", 4, 2 * Durations.Day).Holds());

    [Theory]
    [InlineData("trait.email == 'a@b.c'", true)]
    [InlineData("trait.email != 'a@b.c'", false)]
    [InlineData("trait.email in ['x', \"a@b.c\"]", true)]
    [InlineData("trait.email not in ['x']", true)]
    [InlineData("has(trait.email)", true)]
    [InlineData("trait.age > 30.5", true)]
    [InlineData("trait.age in [31, 32]", false)]
    [InlineData("has(event.top_product)", true)]
    [InlineData("event.top_product == 'Teapot é'", true)]
    [InlineData("event.revenue >= -3.5", true)]
    public void Traits_and_properties(string where, bool holds)
    {
        string asksAll = "(has(trait.email) or has(trait.age) or has(event.top_product) or has(event.revenue)) and " + where;
        var person = new Person(Sample.Model(Sample.Text(where: $"|-\n      {asksAll}")));
        person.HasTrait("email", "a@b.c").HasTrait("age", 33).WithProperty("top_product", "Teapot é").WithProperty("revenue", -3.5);
        Assert.Equal(holds, person.Holds());
    }

    [Theory]
    [InlineData("trait.email == 'a'")]
    [InlineData("trait.email != 'a'")]
    [InlineData("has(trait.email)")]
    [InlineData("trait.age < 5")]
    [InlineData("trait.age != 5")]
    [InlineData("event.revenue <= 0")]
    public void What_is_missing_makes_every_comparison_false(string where) =>
        Assert.False(new Person(Sample.Model(Sample.Text(where: where))).Holds());

    [Theory]
    [InlineData("trait.firstName ?? 'there'", "there")]
    [InlineData("trait.age ?? 18", "18")]
    [InlineData("since('Signed Up') ?? 36h", "1d 12h")]
    [InlineData("sessions", "7")]
    [InlineData("silent", "3d")]
    [InlineData("stage", "growth")]
    [InlineData("band", "low")]
    [InlineData("\"'so it is'\"", "so it is")]
    [InlineData("2.50", "2.5")]
    [InlineData("trait.email", null)]
    public void Variables_are_words(string variable, string? expected) =>
        Assert.Equal(expected, new Person(Sample.Model(Sample.Text(variable: variable))).Variable());

    [Fact]
    public void A_rule_explains_itself_by_the_values_that_made_it_true()
    {
        var person = new Person(Sample.Model(Sample.Text(where: "sessions >= 5 and (silent > 30d or trait.email == 'a')")));
        person.HasTrait("email", "a");
        Assert.True(person.Holds());
        Assert.Equal([new ExplainedValue("sessions", "7", 7), new ExplainedValue("trait.email", "a", null)], person.Why());
    }
}
