using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Lifecycle;

/// <summary>
/// Keeps a user's risk band. Between active days the risk only rises, so the next crossing is known ahead and waits as a
/// timer; on a new active day it is worked out anew.
/// </summary>
public sealed class RiskBandTracker(EngagementModel model)
{
    /// <summary>Works the band out as of now.</summary>
    public void Update(in EvaluationContext context, EffectBuffer effects)
    {
        UserState user = context.User;
        user.BandUntilMs = 0;
        RiskBand band = model.Churn.Band(RiskClock.RiskAt(model, user, context.NowMs));
        if (band != user.Band || user.BandSinceMs == 0)
        {
            effects.ProfileChanged = true;
            user.Band = band;
            user.BandSinceMs = context.NowMs;
        }
    }

    /// <summary>When the band next rises by silence alone; <see cref="Durations.Never"/> if it does not.</summary>
    public long DueMs(UserState user, long nowMs)
    {
        if (user.BandUntilMs == 0)
        {
            user.BandUntilMs = RiskClock.NextBandAt(model, user, nowMs);
        }

        return user.BandUntilMs;
    }
}
