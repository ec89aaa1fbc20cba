using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Lifecycle;

/// <summary>
/// Ties the churn model, which counts in days, to a user's active days and the clock. Time runs from the start of the first
/// active local day: x is the number of later active days, t_x the last one's distance, T the distance of now.
/// </summary>
public static class RiskClock
{
    /// <summary>The user's history as of an instant. Needs at least one active day.</summary>
    public static RepeatHistory HistoryAt(EngagementModel model, UserState user, long nowMs)
    {
        double recency = user.LastActiveDay - user.FirstActiveDay;
        double age = (nowMs - model.Calendar.StartOf(user.FirstActiveDay)) / (double)Durations.Day;
        return new RepeatHistory(user.ActiveDays - 1, recency, Math.Max(recency, age));
    }

    /// <summary>Churn risk, 0 to 1, as of an instant.</summary>
    public static double RiskAt(EngagementModel model, UserState user, long nowMs) => model.Churn.Risk(HistoryAt(model, user, nowMs));

    /// <summary>When the band next rises by silence alone; <see cref="Durations.Never"/> if it does not.</summary>
    public static long NextBandAt(EngagementModel model, UserState user, long nowMs) =>
        user.ActiveDays == 0
            ? Durations.Never
            : InstantOf(model, user, model.Churn.NextBandAge(HistoryAt(model, user, nowMs)), nowMs);

    /// <summary>
    /// When the risk reaches a threshold above it, or a moment before, since the closed form is rounded;
    /// <see cref="Durations.Never"/> if it has or never will.
    /// </summary>
    public static long ReachedAt(EngagementModel model, UserState user, double threshold, long nowMs)
    {
        if (user.ActiveDays == 0 || threshold is <= 0 or >= 1 || RiskAt(model, user, nowMs) >= threshold)
        {
            return Durations.Never;
        }

        double recency = user.LastActiveDay - user.FirstActiveDay;
        long reached = InstantOf(model, user, MbgNbd.AgeAtRisk(model.Churn.Parameters, user.ActiveDays - 1, recency, threshold), nowMs);
        return reached == Durations.Never ? reached : Math.Max(nowMs + 1, reached - 1);
    }

    private static long InstantOf(EngagementModel model, UserState user, double age, long nowMs)
    {
        double instant = Math.Ceiling(model.Calendar.StartOf(user.FirstActiveDay) + (age * Durations.Day));
        return instant >= 8e15 ? Durations.Never : Math.Max((long)instant, nowMs + 1);
    }
}
