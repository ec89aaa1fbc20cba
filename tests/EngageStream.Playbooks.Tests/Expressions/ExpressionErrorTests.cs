namespace EngageStream.Playbooks.Tests.Expressions;

public class ExpressionErrorTests
{
    [Theory]
    // Syntax
    [InlineData("silent >= 30d)", "17:25: ) does not belong here; expected and, or, a comparison or the end")]
    [InlineData("silent >=", "17:21: the end stands where a value belongs; expected a value such as silent, risk, count('…', 30d) or 3")]
    [InlineData("silent >= 30d && risk < 0.7", "17:26: unknown operator &&; did you mean and?")]
    [InlineData("age = 30d", "17:16: unknown operator =; did you mean ==?")]
    [InlineData("silent >= 30d AND risk < 0.7", "17:26: unknown word AND; did you mean and?")]
    [InlineData("silent >= 30x", "17:22: 30x is neither a number nor a duration; expected a number such as 3 or 0.5, or a duration such as 90s, 15m, 24h, 30d")]
    [InlineData("trait.email == 'x", "17:27: this text never ends; expected a closing '")]
    [InlineData("0.2 < risk < 0.7", "17:23: comparisons cannot be chained; expected and between two comparisons")]
    [InlineData("trait.age in []", "17:25: the list is empty; expected at least one value")]
    [InlineData("risk < 0.7 ; true", "17:23: ; has no meaning here; expected a name, a number, a text in quotes or an operator")]
    [InlineData("stage not dormant", "17:22: dormant does not belong here; expected in")]
    // Names
    [InlineData("silnt >= 30d", "17:12: unknown name silnt; expected one of silent, age, stage, stage.for, band, risk, active_days, sessions, session.length, trait.…, event.…; did you mean silent?")]
    [InlineData("cuont('Signed Up', 7d) > 1", "17:12: unknown function cuont; expected one of count, sum, days, total, since, ever, has; did you mean count?")]
    [InlineData("count('Order Complete', 7d) > 1", "17:18: unknown event 'Order Complete'; expected one of 'Order Completed', 'Order Refunded', 'Signed Up'; did you mean 'Order Completed'?")]
    [InlineData("ever(Signed)", "17:17: Signed is no event name; expected an event name in quotes")]
    [InlineData("count('Signed Up', 8d) > 1", "17:31: unknown window 8d; expected one of 1h, 24h, 7d, 30d, 90d; did you mean 7d?")]
    [InlineData("days(1d) > 1", "17:17: unknown window 1d; expected one of 1h, 24h, 7d, 30d, 90d; did you mean 24h?")]
    [InlineData("sum('Order Completed', revenu, 7d) > 1", "17:35: unknown property of Order Completed: revenu; expected revenue; did you mean revenue?")]
    [InlineData("sum('Order Completed', top_product, 7d) > 1", "17:35: top_product of Order Completed is a text; expected a property declared as number")]
    [InlineData("has(trait.emial)", "17:16: unknown trait emial; expected one of trait.email, trait.firstName, trait.age; did you mean trait.email?")]
    [InlineData("has(risk)", "17:16: risk is neither a trait nor a property; expected has(trait.name) or has(event.name)")]
    [InlineData("event.colour == 'red'", "17:12: unknown property of Order Completed: colour; expected one of event.revenue, event.top_product")]
    [InlineData("stage == dormnat", "17:21: unknown stage dormnat; expected one of dormant, growth, introduction; did you mean dormant?")]
    [InlineData("band == hgih", "17:20: unknown risk band hgih; expected one of low, medium, high; did you mean high?")]
    [InlineData("count('Signed Up') > 1", "17:12: count has 1 arguments; expected count('Event', window)")]
    // Types
    [InlineData("silent >= 30", "17:22: silent is a duration, 30 is a number; expected a duration such as 30d; did you mean 30d?")]
    [InlineData("count('Signed Up', 7d) >= 5d", "17:38: count('Signed Up', 7d) is a number, 5d is a duration; expected a number such as 3")]
    [InlineData("trait.email == 7", "17:27: trait.email is a text, 7 is a number; expected a text in quotes")]
    [InlineData("trait.email == me", "17:27: trait.email is a text, me is no constant; expected a text in quotes; did you mean 'me'?")]
    [InlineData("trait.email < 'b'", "17:12: trait.email is a text and has no order; expected == or !=")]
    [InlineData("active_days > sessions", "17:26: active_days is a number, sessions is no constant; expected a number such as 3")]
    [InlineData("3 > 2", "17:12: 3 > 2 compares two constants; expected a value such as silent or count('…', 30d) on one side")]
    [InlineData("risk", "17:12: risk is a number, not a condition; expected a comparison such as risk >= 0.7")]
    [InlineData("('yes')", "17:12: ('yes') is a constant, not a condition; expected a comparison such as silent >= 30d")]
    [InlineData("ever('Signed Up') == true", "17:12: ever('Signed Up') is a condition, not a value; expected a value such as risk or count('Event', 30d)")]
    [InlineData("risk ?? 0.5 > 0.4", "17:12: ?? stands in a variable only, once, before a constant")]
    // Impossible
    [InlineData("risk > 1", "17:12: risk > 1 can never hold; expected risk to be a number from 0 to below 1")]
    [InlineData("count('Signed Up', 7d) < 0", "17:12: count('Signed Up', 7d) < 0 can never hold; expected count('Signed Up', 7d) to be a whole number from 0")]
    [InlineData("sessions == 1.5", "17:12: sessions == 1.5 can never hold; expected sessions to be a whole number from 0")]
    [InlineData("days(7d) >= 12", "17:12: days(7d) >= 12 can never hold; expected days(7d) to be a whole number from 0 to 9")]
    [InlineData("count('Signed Up', 7d) >= 0", "17:12: count('Signed Up', 7d) >= 0 always holds; expected count('Signed Up', 7d) to be a whole number from 0")]
    [InlineData("sessions > 2 and risk < 0.5 and sessions < 3", "17:44: sessions < 3 contradicts sessions > 2")]
    [InlineData("trait.email == 'a' and trait.email in ['b', 'c']", "17:35: trait.email in ['b', 'c'] contradicts trait.email == 'a'")]
    [InlineData("not has(trait.age) and trait.age > 3", "17:35: trait.age > 3 contradicts not has(trait.age)")]
    [InlineData("stage == growth and not (risk < 0.5 or stage in [growth, dormant])", "17:32: not (risk < 0.5 or stage in [growth, dormant]) contradicts stage == growth")]
    [InlineData("false", "17:12: false can never hold")]
    [InlineData("sessions > 2 or sessions <= 2", "17:12: sessions > 2 or sessions <= 2 always holds; expected no key where, or a condition that can fail")]
    [InlineData("total('Order Completed') == 0", "17:12: total('Order Completed') == 0 can never hold when someone does Order Completed (the event at hand is counted already)")]
    [InlineData("band in [high, high]", "17:27: high comes twice")]
    public void A_wrong_condition_is_reported_at_its_place(string where, string expected)
    {
        string text = Sample.Text(where: where);
        Assert.Equal("p.yaml:" + expected, Assert.Single(Sample.Errors(text)));
    }

    [Theory]
    [InlineData("stage == growth", "9:11: a stage cannot rest on stage; expected windows, silent, age, risk, totals or traits")]
    [InlineData("silent >= 30d and stage.for > 1d", "9:29: a stage cannot rest on stage.for; expected windows, silent, age, risk, totals or traits")]
    [InlineData("band == high", "9:11: a stage cannot rest on band; expected windows, silent, age, risk, totals or traits")]
    [InlineData("event.revenue > 3", "9:11: a stage cannot rest on event.revenue; expected windows, silent, age, risk, totals or traits")]
    public void A_stage_rests_on_nothing_that_rests_on_it(string when, string expected) =>
        Assert.Equal("p.yaml:" + expected, Assert.Single(Sample.Errors(Sample.Text(when: when))));

    [Theory]
    [InlineData("there", "22:16: unknown name there; expected one of silent, age, stage, stage.for, band, risk, active_days, sessions, session.length, trait.…, event.…")]
    [InlineData("'hello, you'", "22:16: YAML takes these quotes for its own, and 'hello, you' is read as an expression; expected quotes within quotes; did you mean \"'hello, you'\"?")]
    [InlineData("risk > 0.5", "22:16: risk > 0.5 is a condition, not a value; expected a value such as trait.firstName ?? 'there'")]
    [InlineData("ever('Signed Up')", "22:16: ever('Signed Up') is a condition, not a value; expected a value such as risk or count('Event', 30d)")]
    [InlineData("trait.firstName ?? trait.email", "22:35: trait.email cannot be a fallback; expected a text in quotes, a number or a duration")]
    [InlineData("trait.firstName ?? trait.email ?? 'you'", "22:16: ?? stands in a variable only, once, before a constant")]
    public void A_wrong_variable_is_reported_at_its_place(string variable, string expected) =>
        Assert.Equal("p.yaml:" + expected, Assert.Single(Sample.Errors(Sample.Text(variable: variable))));

    [Fact]
    public void A_property_of_the_event_is_known_only_where_an_event_enters()
    {
        string text = Sample.Text(enter: "{ stage: growth }", where: "event.revenue > 3");
        Assert.Equal(
            "p.yaml:17:12: event.revenue is known only in campaigns that an event enters; expected enter: { event: … }, or a window such as sum('…', revenue, 7d)",
            Assert.Single(Sample.Errors(text)));
    }

    [Fact]
    public void Every_part_of_a_condition_is_checked_in_one_run()
    {
        string[] errors = Sample.Errors(Sample.Text(where: "silent >= 30 or band == hot and count('Nothing', 7d) > 1"));
        Assert.Equal(["17:22", "17:36", "17:50"], errors.Select(e => string.Join(':', e.Split(':')[1..3])));
    }
}
