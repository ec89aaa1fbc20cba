using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests;

/// <summary>Models built by hand, so that the domain is tested without the playbook compiler.</summary>
public static class TestModels
{
    public const int OrderCompleted = 0;
    public const int OrderRefunded = 1;
    public const int SignedUp = 2;
    public const int CheckedIn = 3;

    public static readonly ChurnParameters Churn = new(0.75, 60, 0.9, 3.5);

    private static readonly BucketGrain[] AllGrains = Enum.GetValues<BucketGrain>();

    /// <summary>The five default stages, windows at every grain, and the campaigns given.</summary>
    public static EngagementModel Lifecycle(params Campaign[] campaigns) => Lifecycle(LocalCalendar.Utc, campaigns);

    public static EngagementModel Lifecycle(LocalCalendar calendar, params Campaign[] campaigns) => new()
    {
        Name = "test",
        ContentHash = "0123456789abcdef",
        Calendar = calendar,
        Schema = new EventSchema(["Order Completed", "Order Refunded", "Signed Up", "Checked In"], ["revenue"], ["firstName", "age"]),
        Events =
        [
            new TrackedEvent("Order Completed", true),
            new TrackedEvent("Order Refunded", false),
            new TrackedEvent("Signed Up", true),
            new TrackedEvent("Checked In", true),
        ],
        Metrics =
        [
            new Metric { EventIndex = Metric.AnyActivity, Name = "count(activity)", Grains = AllGrains },
            new Metric { EventIndex = OrderCompleted, Name = "count(Order Completed)", Grains = AllGrains },
            new Metric { EventIndex = OrderCompleted, PropertySlot = 0, Name = "sum(Order Completed, revenue)", Grains = AllGrains },
        ],
        Stages = Stages(),
        Campaigns = campaigns,
        Churn = new ChurnModel(Churn, RiskBands.Default),
    };

    public static Campaign Campaign(string name, CampaignEntry entry, Condition? where = null, long cooldownMs = 0, params Variable[] variables) =>
        new()
        {
            Name = name,
            Entry = entry,
            Rule = name,
            Where = where,
            Channel = "push",
            Template = name,
            CooldownMs = cooldownMs,
            Variables = variables,
        };

    public static Condition Orders(WindowSpan span, ComparisonOperator @operator, double threshold) =>
        new NumberComparison(new WindowCount($"count('Order Completed', {span.Name()})", 1, span), @operator, threshold);

    private static Stage[] Stages() =>
    [
        new Stage("churned", Silent(180), Away: true),
        new Stage("dormant", Silent(30), Away: true),
        new Stage(
            "maturity",
            new AnyOf(
            [
                Orders(WindowSpan.Days90, ComparisonOperator.GreaterOrEqual, 2),
                new NumberComparison(new WindowDays("days(30d)", 0, WindowSpan.Days30), ComparisonOperator.GreaterOrEqual, 8),
            ]),
            Away: false),
        new Stage(
            "growth",
            new NumberComparison(new LifetimeCount("total('Order Completed')", OrderCompleted), ComparisonOperator.GreaterOrEqual, 1),
            Away: false),
        new Stage("introduction", ConstantCondition.True, Away: false),
    ];

    private static NumberComparison Silent(int days) =>
        new(new SilentFor(), ComparisonOperator.GreaterOrEqual, days * Durations.Day);
}
