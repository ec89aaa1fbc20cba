using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Playbooks.Tests.Compilation;

public class ModelTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        EngagementModel model = Sample.Model("playbook: small\nstages: [{ name: everyone }]\n");
        Assert.Equal("small", model.Name);
        Assert.Same(LocalCalendar.Utc, model.Calendar);
        Assert.Equal(30 * Durations.Minute, model.SessionGapMs);
        Assert.Equal(Durations.Hour, model.MaxLatenessMs);
        Assert.True(model.UnlistedEventsAreActivity);
        Assert.Equal(ChurnParameters.Shipped, model.Churn.Parameters);
        Assert.Equal(RiskBands.Default, model.Churn.Bands);
        Assert.Empty(model.Campaigns);
        Assert.Equal("everyone", Assert.Single(model.Stages).Name);
    }

    [Fact]
    public void Settings_reach_the_model()
    {
        EngagementModel model = Sample.Model("""
            playbook: set
            zone: Asia/Shanghai
            events: { Ping: { activity: false }, Order: {} }
            unlisted_events: ignored
            sessions: { gap: 90s }
            churn: { r: 0.5, alpha: 20, a: 0.8, b: 2.5, bands: { medium: 0.3, high: 0.9 } }
            max_lateness: 2d
            stages: [{ name: gone, when: silent >= 9d, away: true }, { name: here }]
            """);
        Assert.Equal("Asia/Shanghai", model.Calendar.Zone.Id);
        Assert.Equal([new TrackedEvent("Ping", false), new TrackedEvent("Order", true)], model.Events);
        Assert.False(model.UnlistedEventsAreActivity);
        Assert.Equal(90 * Durations.Second, model.SessionGapMs);
        Assert.Equal(2 * Durations.Day, model.MaxLatenessMs);
        Assert.Equal(new ChurnParameters(0.5, 20, 0.8, 2.5), model.Churn.Parameters);
        Assert.Equal(new RiskBands(0.3, 0.9), model.Churn.Bands);
        Assert.Equal([("gone", true), ("here", false)], model.Stages.Select(s => (s.Name, s.Away)));
    }

    [Fact]
    public void Equal_metrics_are_counted_once_at_the_grains_that_are_used()
    {
        EngagementModel model = Sample.Model(Sample.Text(
            when: "count('Order Completed', 90d) < 1 and count('Order Completed', 30d) < 1 and days('Order Completed', 7d) < 1",
            where: "count('Order Completed', 1h) < 9 and sum('Order Completed', revenue, 24h) > 5",
            variable: "sum('Order Completed', revenue, 7d)"));
        Assert.Equal(
            [
                ("count(activity)", Metric.AnyActivity, -1, "LocalDay"),
                ("count(Order Completed)", 0, -1, "Minute Hour LocalDay"),
                ("sum(Order Completed, revenue)", 0, 0, "QuarterHour Hour"),
            ],
            model.Metrics.Select(m => (m.Name, m.EventIndex, m.PropertySlot, string.Join(' ', m.Grains))));
    }

    [Fact]
    public void Days_with_any_activity_use_the_activity_metric()
    {
        EngagementModel model = Sample.Model(Sample.Text(where: "days(7d) >= 3 and days(30d) >= 4"));
        Metric metric = Assert.Single(model.Metrics);
        Assert.Equal([BucketGrain.Hour, BucketGrain.LocalDay], metric.Grains);
    }

    [Fact]
    public void Only_properties_and_traits_that_are_used_get_slots()
    {
        EngagementModel model = Sample.Model(Sample.Text(where: "event.top_product == 'tea'", variable: "trait.firstName ?? 'you'"));
        Assert.Equal(["Order Completed", "Order Refunded", "Signed Up"], model.Schema.EventNames);
        Assert.Equal(["top_product"], model.Schema.Properties);
        Assert.Equal(["firstName"], model.Schema.Traits);
    }

    [Theory]
    [InlineData("{ event: Signed Up }", "does Signed Up")]
    [InlineData("{ stage: growth }", "enters growth")]
    [InlineData("{ stage: growth, from: dormant }", "enters growth from dormant")]
    [InlineData("{ stage: growth, from: [dormant, introduction] }", "enters growth from dormant or introduction")]
    [InlineData("{ risk: high }", "rises to high risk")]
    [InlineData("{ absent: Order Completed, for: 3d, after: Signed Up }", "does no Order Completed for 3d after Signed Up")]
    [InlineData("{ absent: Order Completed, for: 36h }", "does no Order Completed for 36h")]
    public void A_rule_tells_entry_and_condition_in_words(string enter, string rule)
    {
        EngagementModel model = Sample.Model(Sample.Text(enter: enter, where: "risk\n      <  0.7"));
        Assert.Equal(rule + " where risk < 0.7", Assert.Single(model.Campaigns).Rule);
    }

    [Fact]
    public void Entries_name_events_and_stages_by_index()
    {
        Assert.Equal(new CampaignEntry.OnEvent(2), Entry("{ event: Signed Up }"));
        Assert.Equal(new CampaignEntry.OnRiskBand(RiskBand.Medium), Entry("{ risk: medium }"));
        Assert.Equal(new CampaignEntry.OnAbsence(0, 2, 3 * Durations.Day), Entry("{ absent: Order Completed, for: 3d, after: Signed Up }"));
        Assert.Equal(new CampaignEntry.OnAbsence(0, -1, 3 * Durations.Day), Entry("{ absent: Order Completed, for: 3d }"));
        var onStage = Assert.IsType<CampaignEntry.OnStage>(Entry("{ stage: growth, from: [introduction, dormant] }"));
        Assert.Equal((1, 2, 0), (onStage.To, onStage.From[0], onStage.From[1]));

        static CampaignEntry Entry(string enter) => Sample.Model(Sample.Text(enter: enter)).Campaigns[0].Entry;
    }

    [Fact]
    public void A_playbook_that_says_the_same_has_the_same_hash()
    {
        string text = Sample.Text();
        string other = "# by another hand\n" + text.Replace("away: true", "away:   \"true\"", StringComparison.Ordinal)
            .Replace("{ email: text, firstName: text, age: number }", "\n  age: number\n  firstName: text\n  email: text", StringComparison.Ordinal);
        Assert.NotEqual(text, other);
        Assert.Equal(Sample.Model(text).ContentHash, Sample.Model(other.Replace("\"true\"", "true", StringComparison.Ordinal)).ContentHash);
        Assert.Matches("^[0-9a-f]{16}$", Sample.Model(text).ContentHash);
    }

    [Fact]
    public void A_playbook_that_says_something_else_has_another_hash() =>
        Assert.NotEqual(Sample.Model(Sample.Text(where: "risk < 0.7")).ContentHash, Sample.Model(Sample.Text(where: "risk < 0.6")).ContentHash);
}
