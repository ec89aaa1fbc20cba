using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>A playbook in small, built by hand: three stages by silence and count, an absence, a stage campaign.</summary>
internal static class ShardModels
{
    public const int Order = 0;
    public const int Visit = 1;
    public const int Cart = 2;

    public static EngagementModel Small(string contentHash = "small-1", int dormantDays = 30)
    {
        BucketGrain[] grains = Enum.GetValues<BucketGrain>();
        return new EngagementModel
        {
            Name = "small",
            ContentHash = contentHash,
            Schema = new EventSchema(["Order", "Visit", "Cart"], [], ["name"]),
            Events = [new TrackedEvent("Order", true), new TrackedEvent("Visit", true), new TrackedEvent("Cart", true)],
            Metrics =
            [
                new Metric { EventIndex = Metric.AnyActivity, Name = "count(activity)", Grains = grains },
                new Metric { EventIndex = Order, Name = "count(Order)", Grains = grains },
            ],
            Stages =
            [
                new Stage("dormant", Silent(dormantDays), Away: true),
                new Stage("busy", Count(WindowSpan.Hours24, 3), Away: false),
                new Stage("buyer", Count(WindowSpan.Days90, 1), Away: false),
                new Stage("new", ConstantCondition.True, Away: false),
            ],
            Campaigns =
            [
                Campaign("cart", new CampaignEntry.OnAbsence(Order, Cart, Durations.Hour)),
                Campaign("busy", new CampaignEntry.OnStage(1, [])),
                Campaign("risk", new CampaignEntry.OnRiskBand(Domain.Churn.RiskBand.High)),
            ],
        };
    }

    public static InputEvent Event(EngagementModel model, string user, int index, long timestampMs, ulong message = 0)
    {
        var e = new InputEvent(model.Schema);
        Fill(e, System.Text.Encoding.UTF8.GetBytes(user), index, timestampMs, message);
        return e;
    }

    public static void Fill(InputEvent e, ReadOnlySpan<byte> user, int index, long timestampMs, ulong message = 0)
    {
        e.Reset();
        e.SetUser(user);
        e.EventIndex = index;
        e.TimestampMs = timestampMs;
        e.RecordTimestampMs = timestampMs;
        e.MessageHash = message != 0 ? message : (ulong)timestampMs;
        e.HasMessageId = message != 0;
    }

    private static Campaign Campaign(string name, CampaignEntry entry) => new()
    {
        Name = name,
        Entry = entry,
        Rule = name,
        Channel = "push",
        Template = name,
        CooldownMs = Durations.Day,
    };

    private static NumberComparison Silent(int days) =>
        new(new SilentFor(), ComparisonOperator.GreaterOrEqual, days * Durations.Day);

    private static NumberComparison Count(WindowSpan span, int threshold) =>
        new(new WindowCount("count", threshold == 1 ? 1 : 0, span), ComparisonOperator.GreaterOrEqual, threshold);
}
