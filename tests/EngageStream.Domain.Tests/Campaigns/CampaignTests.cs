using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Domain.Testing;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.Campaigns;

public class CampaignTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static UserActorTestDriver With(params Campaign[] campaigns) => new(TestModels.Lifecycle(campaigns));

    [Fact]
    public void Event_entry_sends_when_where_holds()
    {
        UserActorTestDriver driver = With(TestModels.Campaign(
            "second-order",
            new CampaignEntry.OnEvent(TestModels.OrderCompleted),
            TestModels.Orders(WindowSpan.Days30, ComparisonOperator.Equal, 2)));
        driver.Track("ann", "Order Completed", Start);
        Assert.Empty(driver.Decisions);
        driver.Track("ann", "Order Completed", Start.AddDays(1));
        DecisionEffect sent = Assert.Single(driver.Decisions).Decision;
        Assert.Equal(DecisionOutcome.Sent, sent.Outcome);
        Assert.Contains(sent.Values, value => value is { Expression: "count('Order Completed', 30d)", Number: 2 });
    }

    [Fact]
    public void Stage_entry_sends_on_the_transitions_it_names()
    {
        UserActorTestDriver driver = With(TestModels.Campaign("back", new CampaignEntry.OnStage(To: 3, From: [0, 1])));
        driver.Track("ann", "Order Completed", Start);
        Assert.Empty(driver.SentTo("ann"));
        driver.Track("ann", "Checked In", Start.AddDays(40));
        Assert.Equal(["back"], driver.SentTo("ann"));
    }

    [Fact]
    public void Stage_entry_by_silence_sends_at_the_due_instant()
    {
        UserActorTestDriver driver = With(TestModels.Campaign("recall", new CampaignEntry.OnStage(To: 1, From: [])));
        driver.Track("ann", "Order Completed", Start);
        driver.AdvanceTo(Start.AddDays(100));
        Assert.Equal(Start.AddDays(30).ToUnixTimeMilliseconds(), Assert.Single(driver.Decisions).Decision.AtMs);
    }

    [Fact]
    public void Risk_entry_sends_once_when_the_risk_rises_into_the_band_and_explains_it()
    {
        UserActorTestDriver driver = With(TestModels.Campaign("at-risk", new CampaignEntry.OnRiskBand(RiskBand.High)));
        for (int week = 0; week < 10; week++)
        {
            driver.Track("ann", "Checked In", Start.AddDays(7 * week));
        }

        driver.AdvanceTo(Start.AddDays(1000));
        DecisionEffect sent = Assert.Single(driver.Decisions).Decision;
        Assert.True(sent.Risk >= 0.7);
        double logOdds = sent.Values.Where(value => value.Expression.StartsWith("risk: ", StringComparison.Ordinal)).Sum(value => value.Number!.Value);
        Assert.Equal(Math.Log(sent.Risk / (1 - sent.Risk)), logOdds, 9);
    }

    [Fact]
    public void Absence_entry_sends_when_the_event_stays_away()
    {
        UserActorTestDriver driver = With(Gift());
        driver.Track("ann", "Signed Up", Start);
        driver.AdvanceTo(Start.AddDays(3).AddMilliseconds(-1));
        Assert.Empty(driver.SentTo("ann"));
        driver.AdvanceTo(Start.AddDays(3));
        Assert.Equal(["gift"], driver.SentTo("ann"));
    }

    [Fact]
    public void Absence_entry_does_not_send_when_the_event_comes()
    {
        UserActorTestDriver driver = With(Gift());
        driver.Track("ann", "Signed Up", Start);
        driver.Track("ann", "Order Completed", Start.AddDays(2));
        driver.AdvanceTo(Start.AddDays(60));
        Assert.Empty(driver.SentTo("ann"));
    }

    [Fact]
    public void A_second_starter_does_not_postpone_an_unanswered_absence()
    {
        UserActorTestDriver driver = With(Gift());
        driver.Track("ann", "Signed Up", Start);
        driver.Track("ann", "Signed Up", Start.AddDays(2));
        driver.AdvanceTo(Start.AddDays(3));
        Assert.Equal(["gift"], driver.SentTo("ann"));
    }

    [Fact]
    public void A_starter_that_arrives_after_its_answer_starts_nothing()
    {
        UserActorTestDriver driver = With(Gift());
        driver.Track("ann", "Order Completed", Start);
        driver.Send("""{"type":"track","event":"Signed Up","userId":"ann","timestamp":"2026-01-01T11:00:00Z"}""", Start);
        driver.AdvanceTo(Start.AddDays(30));
        Assert.Empty(driver.SentTo("ann"));
    }

    [Fact]
    public void An_absence_counted_from_the_event_itself_starts_anew_with_every_event()
    {
        UserActorTestDriver driver = With(TestModels.Campaign(
            "streak", new CampaignEntry.OnAbsence(TestModels.CheckedIn, -1, 2 * Durations.Day)));
        driver.Track("ann", "Checked In", Start);
        driver.Track("ann", "Checked In", Start.AddDays(1));
        driver.AdvanceTo(Start.AddDays(3).AddMilliseconds(-1));
        Assert.Empty(driver.SentTo("ann"));
        driver.AdvanceTo(Start.AddDays(30));
        Assert.Equal(["streak"], driver.SentTo("ann"));
    }

    [Fact]
    public void Cooldown_suppresses_and_is_recorded_with_what_remains()
    {
        UserActorTestDriver driver = With(TestModels.Campaign(
            "thanks", new CampaignEntry.OnEvent(TestModels.OrderCompleted), cooldownMs: 7 * Durations.Day));
        driver.Track("ann", "Order Completed", Start);
        driver.Track("ann", "Order Completed", Start.AddDays(2));
        driver.Track("ann", "Order Completed", Start.AddDays(7));
        Assert.Equal(
            [DecisionOutcome.Sent, DecisionOutcome.SuppressedCooldown, DecisionOutcome.Sent],
            driver.Decisions.Select(d => d.Decision.Outcome));
        Assert.Equal("5d", driver.Decisions[1].Decision.Detail);
    }

    [Fact]
    public void A_missing_variable_without_fallback_suppresses_the_message()
    {
        var name = new Variable("name", new TraitText("trait.firstName", 0), null);
        UserActorTestDriver driver = With(TestModels.Campaign(
            "hello", new CampaignEntry.OnEvent(TestModels.CheckedIn), variables: name));
        driver.Track("ann", "Checked In", Start);
        driver.Track("ann", "Checked In", Start.AddDays(1), traits: """{"firstName":"Ann"}""");
        Assert.Equal(DecisionOutcome.SuppressedMissingVariable, driver.Decisions[0].Decision.Outcome);
        Assert.Equal("name", driver.Decisions[0].Decision.Detail);
        Assert.Equal(KeyValuePair.Create("name", "Ann"), driver.Decisions[1].Decision.Variables.Single());
    }

    [Fact]
    public void Ids_are_the_same_in_a_second_run_and_differ_between_users_and_entries()
    {
        string[] Run()
        {
            UserActorTestDriver driver = With(TestModels.Campaign("thanks", new CampaignEntry.OnEvent(TestModels.OrderCompleted)), Gift());
            foreach (string user in new[] { "ann", "bob" })
            {
                driver.Track(user, "Order Completed", Start);
                driver.Track(user, "Order Completed", Start.AddDays(1));
                driver.Track(user, "Signed Up", Start.AddDays(2));
            }

            driver.AdvanceTo(Start.AddDays(20));
            return driver.Decisions.Select(d => d.Decision.Id).ToArray();
        }

        string[] first = Run();
        Assert.Equal(6, first.Distinct().Count());
        Assert.Equal(first, Run());
    }

    private static Campaign Gift() =>
        TestModels.Campaign("gift", new CampaignEntry.OnAbsence(TestModels.OrderCompleted, TestModels.SignedUp, 3 * Durations.Day));
}
