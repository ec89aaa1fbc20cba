using EngageStream.Domain.Churn;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Testing;

namespace EngageStream.Domain.Tests.Lifecycle;

public class RiskBandTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly EngagementModel _model = TestModels.Lifecycle();
    private readonly UserActorTestDriver _driver;

    public RiskBandTests() => _driver = new UserActorTestDriver(_model);

    [Fact]
    public void Band_rises_by_silence_exactly_when_the_risk_reaches_the_threshold()
    {
        for (int week = 0; week < 10; week++)
        {
            _driver.Track("ann", "Checked In", Start.AddDays(7 * week));
        }

        UserState user = _driver.StateOf("ann");
        Assert.Equal(RiskBand.Low, user.Band);
        long medium = RiskClock.NextBandAt(_model, user, _driver.NowMs);
        _driver.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(medium - 1));
        Assert.Equal(RiskBand.Low, user.Band);
        _driver.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(medium));
        Assert.Equal(RiskBand.Medium, user.Band);
        Assert.True(RiskClock.RiskAt(_model, user, medium) >= 0.4);
        Assert.True(RiskClock.RiskAt(_model, user, medium - 60_000) < 0.4);
        Assert.Equal(medium, user.BandSinceMs);
    }

    [Fact]
    public void A_new_active_day_brings_the_band_down()
    {
        for (int week = 0; week < 10; week++)
        {
            _driver.Track("ann", "Checked In", Start.AddDays(7 * week));
        }

        _driver.AdvanceTo(Start.AddDays(300));
        Assert.Equal(RiskBand.High, _driver.StateOf("ann").Band);
        _driver.Track("ann", "Checked In", Start.AddDays(300));
        Assert.Equal(RiskBand.Low, _driver.StateOf("ann").Band);
    }

    [Fact]
    public void A_user_seen_once_grows_risky()
    {
        _driver.Track("ann", "Signed Up", Start);
        _driver.AdvanceTo(Start.AddDays(2000));
        Assert.Equal(RiskBand.High, _driver.StateOf("ann").Band);
    }
}
