using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>A small playbook built by hand: three stages, a push on every order, an email to those who fall dormant.</summary>
internal static class TestModel
{
    public static readonly TimeSpan DormantAfter = TimeSpan.FromDays(30);
    private const int OrderCompleted = 0;

    public static EngagementModel Create() => new()
    {
        Name = "test",
        ContentHash = "0123456789abcdef",
        Schema = new EventSchema(["Order Completed"], ["revenue"], ["firstName", "age", "vip"]),
        Events = [new TrackedEvent("Order Completed", true)],
        Metrics =
        [
            new Metric { EventIndex = Metric.AnyActivity, Name = "count(activity)", Grains = Enum.GetValues<BucketGrain>() },
            new Metric { EventIndex = OrderCompleted, Name = "count(Order Completed)", Grains = Enum.GetValues<BucketGrain>() },
        ],
        Stages =
        [
            new Stage("dormant", new NumberComparison(new SilentFor(), ComparisonOperator.GreaterOrEqual, DormantAfter.TotalMilliseconds), Away: true),
            new Stage("growth", new NumberComparison(new LifetimeCount("total('Order Completed')", OrderCompleted), ComparisonOperator.GreaterOrEqual, 1), Away: false),
            new Stage("introduction", ConstantCondition.True, Away: false),
        ],
        Campaigns =
        [
            new Campaign
            {
                Name = "thanks",
                Entry = new CampaignEntry.OnEvent(OrderCompleted),
                Rule = "on Order Completed",
                Where = new NumberComparison(new WindowCount("count('Order Completed', 90d)", 1, WindowSpan.Days90), ComparisonOperator.GreaterOrEqual, 1),
                Channel = "push",
                Template = "thanks",
                Variables = [new Variable("orders", new WindowCount("count('Order Completed', 90d)", 1, WindowSpan.Days90), null)],
                CooldownMs = Durations.Hour,
            },
            new Campaign
            {
                Name = "recall",
                Entry = new CampaignEntry.OnStage(0, []),
                Rule = "enters dormant",
                Channel = "email",
                Template = "recall",
            },
        ],
    };
}
