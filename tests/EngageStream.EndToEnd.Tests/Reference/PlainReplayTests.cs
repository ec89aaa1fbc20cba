using static EngageStream.EndToEnd.Tests.Reference.History;

namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>The independent computation against histories small enough to be worked out by hand.</summary>
public sealed class PlainReplayTests
{
    [Fact]
    public void One_order_and_then_silence_goes_through_dormant_to_churned()
    {
        PlainOutcome outcome = Replay("2011-12-31Z", Event("Order Completed", "2011-01-10T12:00:00Z"));

        Assert.Equal(
            [
                "ann (new) → growth at 2011-01-10T12:00:00.000Z by Order Completed",
                "ann growth → dormant at 2011-02-09T12:00:00.000Z by silence",
                "ann dormant → churned at 2011-07-09T12:00:00.000Z by silence",
            ],
            Moves(outcome));
        Assert.Equal(
            [
                "ann first-purchase-thanks at 2011-01-10T12:00:00.000Z: sent",
                "ann second-purchase at 2011-01-31T12:00:00.000Z: sent",
                "ann dormant-recall at 2011-02-09T12:00:00.000Z: sent",
                "ann last-recall at 2011-07-09T12:00:00.000Z: sent",
            ],
            Decisions(outcome));
        Assert.Equal([new PlainProfile("ann", "churned", 0)], outcome.Profiles);
    }

    [Fact]
    public void Nothing_happens_after_the_end()
    {
        PlainOutcome outcome = Replay("2011-02-09T11:59:59.999Z", Event("Order Completed", "2011-01-10T12:00:00Z"));

        Assert.Single(outcome.Transitions);
        Assert.Equal(2, Replay("2011-02-09T12:00:00Z", Event("Order Completed", "2011-01-10T12:00:00Z")).Transitions.Count);
    }

    [Fact]
    public void Maturity_by_payments_ends_when_the_older_payments_day_has_left_90_days_across_a_clock_change()
    {
        DateTimeOffset first = Utc("2011-02-12T10:00:00Z");
        PlainEvent[] visits = Enumerable.Range(0, 10).Select(i => Event("Checked In", first.AddDays(10 * i))).ToArray();

        PlainOutcome outcome = Replay(
            "2011-05-10Z",
            [Event("Order Completed", "2011-02-01T10:00:00Z"), Event("Order Completed", "2011-02-03T10:00:00Z"), .. visits]);

        Assert.Equal(
            [
                "ann (new) → growth at 2011-02-01T10:00:00.000Z by Order Completed",
                "ann growth → maturity at 2011-02-03T10:00:00.000Z by Order Completed",
                "ann maturity → growth at 2011-05-03T00:00:00.000Z by silence",
            ],
            Moves(outcome));
        Assert.Contains("ann vip-welcome at 2011-02-03T10:00:00.000Z: sent", Decisions(outcome));
    }

    [Fact]
    public void Maturity_by_active_days_begins_on_the_eighth_and_ends_30_days_after_the_first_local_day()
    {
        // The second visit lies on the first one's local day (00:30 and 22:30 of 2 April, summer time).
        string[] visits =
        [
            "04-01T23:30", "04-02T21:30", "04-04T12:00", "04-05T12:00", "04-06T12:00",
            "04-07T12:00", "04-08T12:00", "04-09T12:00", "04-10T12:00",
        ];

        PlainOutcome outcome = Replay("2011-05-05Z", visits.Select(v => Event("Checked In", $"2011-{v}:00Z")).ToArray());

        Assert.Equal(
            [
                "ann (new) → introduction at 2011-04-01T23:30:00.000Z by Checked In",
                "ann introduction → maturity at 2011-04-10T12:00:00.000Z by Checked In",
                "ann maturity → introduction at 2011-05-02T23:00:00.000Z by silence",
            ],
            Moves(outcome));
    }

    [Fact]
    public void Dormant_user_who_returns_is_resurrected_and_a_refund_is_no_return()
    {
        PlainOutcome outcome = Replay(
            "2011-03-01Z",
            Event("Order Completed", "2011-01-10T12:00:00Z"),
            Refund("2011-02-10T12:00:00Z", 5),
            Event("Checked In", "2011-02-11T12:00:00Z"));

        Assert.Equal(
            [
                "ann (new) → growth at 2011-01-10T12:00:00.000Z by Order Completed",
                "ann growth → dormant at 2011-02-09T12:00:00.000Z by silence",
                "ann dormant → growth at 2011-02-11T12:00:00.000Z by Checked In, resurrected",
            ],
            Moves(outcome));
        Assert.Contains("ann welcome-back at 2011-02-11T12:00:00.000Z: sent", Decisions(outcome));
    }

    [Fact]
    public void What_is_due_at_the_instant_of_an_event_happens_before_it()
    {
        PlainOutcome outcome = Replay(
            "2011-02-10Z",
            Event("Order Completed", "2011-01-10T12:00:00Z"),
            Event("Checked In", "2011-02-09T12:00:00Z"));

        Assert.Equal(
            [
                "ann (new) → growth at 2011-01-10T12:00:00.000Z by Order Completed",
                "ann growth → dormant at 2011-02-09T12:00:00.000Z by silence",
                "ann dormant → growth at 2011-02-09T12:00:00.000Z by Checked In, resurrected",
            ],
            Moves(outcome));
    }

    [Fact]
    public void Someone_with_refunds_only_is_silent_since_the_first_event()
    {
        PlainOutcome outcome = Replay("2011-03-01Z", Refund("2011-01-10T12:00:00Z", 5), Refund("2011-01-20T12:00:00Z", 5));

        Assert.Equal(
            [
                "ann (new) → introduction at 2011-01-10T12:00:00.000Z by Order Refunded",
                "ann introduction → dormant at 2011-02-09T12:00:00.000Z by silence",
            ],
            Moves(outcome));
    }

    [Fact]
    public void Cooldown_suppresses_strictly_within_its_time_and_a_suppressed_entry_does_not_extend_it()
    {
        PlainOutcome outcome = Replay(
            "2011-02-01Z",
            Refund("2011-01-10T12:00:00Z", 5),
            Refund("2011-01-13T12:00:00Z", 5),
            Refund("2011-01-17T12:00:00Z", 5),
            Refund("2011-01-30T12:00:00Z", 0),
            Event("Order Refunded", "2011-01-31T12:00:00Z"));

        Assert.Equal(
            [
                "ann refund-care at 2011-01-10T12:00:00.000Z: sent",
                "ann refund-care at 2011-01-13T12:00:00.000Z: cooldown",
                "ann refund-care at 2011-01-17T12:00:00.000Z: sent",
            ],
            Decisions(outcome));
    }

    [Fact]
    public void An_absence_counts_from_the_first_unanswered_event_and_the_awaited_event_ends_it()
    {
        PlainEvent email = Trait("email", "ann@example.org", "2011-01-10T11:00:00Z");
        PlainEvent signUp = Event("Signed Up", "2011-01-10T12:00:00Z");
        PlainEvent again = Event("Signed Up", "2011-01-12T12:00:00Z");

        Assert.Equal(["ann newcomer-gift at 2011-01-13T12:00:00.000Z: sent"], Decisions(Replay("2011-01-30Z", email, signUp, again)));
        Assert.Empty(Decisions(Replay("2011-01-30Z", signUp)));
        Assert.Equal(
            ["ann first-purchase-thanks at 2011-01-13T11:59:59.000Z: sent"],
            Decisions(Replay("2011-01-30Z", email, signUp, Event("Order Completed", "2011-01-13T11:59:59Z"))));
    }

    [Fact]
    public void A_count_in_seven_days_holds_until_the_end_of_the_hour_seven_days_later()
    {
        var person = new PlainPerson(new LocalDays("Europe/London"), ChurnNumbers.Shipped);
        person.Add(Event("Product Viewed", "2011-01-10T10:10:00Z"));
        person.Add(Event("Product Viewed", "2011-01-10T10:59:59Z"));

        Assert.Equal(2, person.Count("Product Viewed", Window.Days7, Utc("2011-01-17T10:59:59.999Z")));
        Assert.Equal(0, person.Count("Product Viewed", Window.Days7, Utc("2011-01-17T11:00:00Z")));
    }

    [Fact]
    public void Two_orders_after_a_long_silence_bring_back_a_regular()
    {
        PlainOutcome outcome = Replay(
            "2011-03-01Z",
            Event("Order Completed", "2011-01-10T12:00:00Z"),
            Event("Order Completed", "2011-02-20T12:00:00Z"));

        Assert.Equal("ann dormant → maturity at 2011-02-20T12:00:00.000Z by Order Completed, resurrected", Moves(outcome)[^1]);
        Assert.Contains("ann welcome-back-regular at 2011-02-20T12:00:00.000Z: sent", Decisions(outcome));
        Assert.DoesNotContain(outcome.Decisions, d => d.Campaign is "welcome-back" or "vip-welcome");
    }

    [Fact]
    public void Risk_crosses_a_band_at_the_millisecond_that_the_formula_gives()
    {
        // One active day, a/b = 1/3, r = 2, α = 30: risk reaches 0.4 where (1 + T/30)² = 2, at T = 30(√2 − 1) days, and 0.7 where
        // it is 7, at T = 30(√7 − 1).
        var churn = new ChurnNumbers(2, 30, 1, 3);
        var person = new PlainPerson(new LocalDays("Europe/London"), churn);
        person.Add(Event("Checked In", "2011-01-10T12:00:00Z"));
        DateTimeOffset day = Utc("2011-01-10Z");

        Assert.Equal(day.AddMilliseconds(1_073_641_554), person.RiskReaches(ChurnNumbers.Medium, day.AddHours(12), day.AddDays(100)));
        Assert.Equal(
            day.AddMilliseconds(Math.Ceiling(30 * (Math.Sqrt(7) - 1) * 86_400_000)),
            person.RiskReaches(ChurnNumbers.High, day.AddHours(12), day.AddDays(100)));
        Assert.Null(person.RiskReaches(ChurnNumbers.High, day.AddHours(12), day.AddDays(40)));
    }

    [Fact]
    public void Rising_into_the_high_band_enters_its_campaign_and_an_active_day_lets_the_band_fall()
    {
        var churn = new ChurnNumbers(2, 3, 1, 3);
        PlainEvent[] events =
        [
            Event("Order Completed", "2011-01-10T12:00:00Z"),
            Event("Order Completed", "2011-01-11T12:00:00Z"),
            Event("Order Completed", "2011-02-05T12:00:00Z"),
        ];

        PlainOutcome outcome = PlainReplay.Run(events, Utc("2011-02-05T13:00:00Z"), churn);

        // x = 1, t_x = 1: odds (1/4)·((3+T)/4)³ = 7/3 at T = 4·∛(28/3) − 3 days.
        DateTimeOffset crossing = Utc("2011-01-10Z").AddMilliseconds(Math.Ceiling(((4 * Math.Cbrt(28.0 / 3)) - 3) * 86_400_000));
        Assert.Equal(
            new PlainDecision("ann", "loss-prevention", crossing, PlainDecision.Sent),
            Assert.Single(outcome.Decisions, d => d.Campaign == "loss-prevention"));
        Assert.Equal([new PlainProfile("ann", "maturity", 0)], outcome.Profiles);
    }
}
