using EngageStream.Domain.Effects;
using EngageStream.Domain.Testing;

namespace EngageStream.Domain.Tests.Lifecycle;

public class StageMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly UserActorTestDriver _driver = new(TestModels.Lifecycle());

    [Fact]
    public void New_user_is_in_introduction()
    {
        _driver.Track("ann", "Signed Up", Start);
        Assert.Equal("introduction", _driver.StageOf("ann"));
        Assert.Equal(-1, _driver.Transitions.Single().Transition.From);
    }

    [Fact]
    public void Activation_event_makes_growth()
    {
        _driver.Track("ann", "Signed Up", Start);
        _driver.Track("ann", "Order Completed", Start.AddDays(1));
        Assert.Equal("growth", _driver.StageOf("ann"));
        TransitionEffect transition = _driver.Transitions[^1].Transition;
        Assert.Equal(new Cause(CauseKind.Event, "Order Completed"), transition.Cause);
        Assert.Equal(Start.ToUnixTimeMilliseconds(), transition.SinceMs);
    }

    [Fact]
    public void Two_orders_in_ninety_days_make_maturity()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.Track("ann", "Order Completed", Start.AddDays(20));
        Assert.Equal("maturity", _driver.StageOf("ann"));
        Assert.Contains(_driver.Transitions[^1].Transition.Values, value => value is { Expression: "count('Order Completed', 90d)", Number: 2 });
    }

    [Fact]
    public void Eight_active_days_in_thirty_make_maturity()
    {
        for (int day = 0; day < 8; day++)
        {
            Assert.NotEqual("maturity", day == 0 ? "" : _driver.StageOf("ann"));
            _driver.Track("ann", "Checked In", Start.AddDays(day));
        }

        Assert.Equal("maturity", _driver.StageOf("ann"));
    }

    [Fact]
    public void Maturity_falls_back_to_growth_by_silence_when_the_window_empties()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.Track("ann", "Order Completed", Start.AddDays(75));
        Assert.Equal("maturity", _driver.StageOf("ann"));

        // The first order counts until the end of its day plus 90 days.
        _driver.AdvanceTo(new DateTimeOffset(2026, 4, 1, 23, 59, 59, TimeSpan.Zero));
        Assert.Equal("maturity", _driver.StageOf("ann"));
        _driver.AdvanceTo(new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("growth", _driver.StageOf("ann"));
        Assert.Equal(CauseKind.Silence, _driver.Transitions[^1].Transition.Cause.Kind);
    }

    [Fact]
    public void Thirty_days_of_silence_make_dormant_to_the_millisecond()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.AdvanceTo(Start.AddDays(30).AddMilliseconds(-1));
        Assert.Equal("growth", _driver.StageOf("ann"));
        _driver.AdvanceTo(Start.AddDays(30));
        Assert.Equal("dormant", _driver.StageOf("ann"));
        Assert.Equal(Start.AddDays(30).ToUnixTimeMilliseconds(), _driver.Transitions[^1].Transition.AtMs);
    }

    [Fact]
    public void Timers_run_as_of_their_due_instant_however_late_they_fire()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.AdvanceTo(Start.AddDays(400));
        Assert.Equal(
            [Start.ToUnixTimeMilliseconds(), Start.AddDays(30).ToUnixTimeMilliseconds(), Start.AddDays(180).ToUnixTimeMilliseconds()],
            _driver.Transitions.Select(t => t.Transition.AtMs));
        Assert.Equal("churned", _driver.StageOf("ann"));
    }

    [Fact]
    public void Dormant_user_who_returns_is_resurrected()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.Track("ann", "Checked In", Start.AddDays(40));
        Assert.Equal("growth", _driver.StageOf("ann"));
        Assert.True(_driver.Transitions[^1].Transition.Resurrected);
        Assert.False(_driver.Transitions[0].Transition.Resurrected);
    }

    [Fact]
    public void Refund_is_no_activity_and_does_not_resurrect()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.Track("ann", "Order Refunded", Start.AddDays(40));
        Assert.Equal("dormant", _driver.StageOf("ann"));
    }
}
