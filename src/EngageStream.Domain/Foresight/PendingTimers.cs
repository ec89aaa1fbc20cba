using EngageStream.Domain.Conditions;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Foresight;

/// <summary>The instants at which silence may change something about a user, apart by what they wait for.</summary>
public static class PendingTimers
{
    /// <summary>The timers, earliest first.</summary>
    public static IReadOnlyList<PendingTimer> Of(StageMachine stages, in EvaluationContext context)
    {
        var timers = new List<PendingTimer>
        {
            new(PendingTimerKind.Stage, stages.DueMs(context)),
            new(PendingTimerKind.RiskBand, RiskClock.NextBandAt(context.Model, context.User, context.NowMs)),
        };
        foreach (CampaignMemory memory in context.User.Campaigns.Items)
        {
            timers.Add(new PendingTimer(PendingTimerKind.Absence, memory.DueMs == 0 ? Durations.Never : memory.DueMs, memory.Index));
        }

        return [.. timers.Where(timer => timer.AtMs != Durations.Never).OrderBy(timer => timer.AtMs)];
    }
}
