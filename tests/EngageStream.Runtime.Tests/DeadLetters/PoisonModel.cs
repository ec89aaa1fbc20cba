using EngageStream.Domain.Conditions;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.DeadLetters;

/// <summary>The small playbook with a defect: one event, and everybody's falling dormant but for Bob's, make the actor throw.</summary>
internal static class PoisonModel
{
    /// <param name="poisonMs">Time of the event.</param>
    public static EngagementModel Create(long poisonMs)
    {
        EngagementModel sound = TestModel.Create();
        var poisoned = new NumberComparison(new Poison(poisonMs), ComparisonOperator.GreaterOrEqual, 0);
        return new EngagementModel
        {
            Name = sound.Name,
            ContentHash = "poison",
            Schema = sound.Schema,
            Events = sound.Events,
            Metrics = sound.Metrics,
            Stages = sound.Stages,
            Campaigns = [.. sound.Campaigns.Select(campaign => campaign with { Where = poisoned })],
        };
    }

    private sealed class Poison(long poisonMs) : NumberExpression
    {
        public override string Source => "poison";

        public override double Evaluate(in EvaluationContext context) =>
            context.Event is { } e ? (e.TimestampMs == poisonMs ? throw new InvalidOperationException("a poisoned event") : 1)
            : context.User.Id.SequenceEqual("bob"u8) ? 1
            : throw new InvalidOperationException("a poisoned timer");

        public override long NextCrossing(in EvaluationContext context, double threshold) => Domain.Time.Durations.Never;
    }
}
