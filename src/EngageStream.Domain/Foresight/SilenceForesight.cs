using EngageStream.Domain.Actors;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Foresight;

/// <summary>
/// What happens next to a user who stays silent. It is not worked out a second time from the playbook, but found by letting the
/// actor itself fire the timers of a copy of the state: what is foreseen is what will be done. Not thread-safe.
/// </summary>
public sealed class SilenceForesight(IUserActor actor)
{
    /// <summary>Most timers that are fired: some do nothing, and a playbook could ask for many of those.</summary>
    public const int MostTimers = 1_000;

    private readonly EffectBuffer _effects = new();

    /// <summary>The next changes, in order.</summary>
    /// <param name="copy">A state of which nobody else knows: it is led into the future.</param>
    /// <param name="dueMs">When the user's timer is due; <see cref="Durations.Never"/> for none.</param>
    /// <param name="untilMs">The last instant to look at.</param>
    /// <param name="most">Most changes to find.</param>
    /// <param name="sendMs">Instant by which the lateness of a send at a due instant is judged.</param>
    public IReadOnlyList<ForeseenStep> Of(UserState copy, long dueMs, long untilMs, int most, Func<long, long> sendMs)
    {
        var steps = new List<ForeseenStep>();
        for (int fired = 0; dueMs <= untilMs && dueMs != Durations.Never && fired < MostTimers && steps.Count < most; fired++)
        {
            RiskBand before = copy.Band;
            actor.FireTimers(copy, dueMs, sendMs(dueMs), _effects);
            if (copy.Band != before || _effects.Transitions.Count > 0 || _effects.Decisions.Count > 0)
            {
                steps.Add(new ForeseenStep(dueMs, before, copy.Band, [.. _effects.Transitions], [.. _effects.Decisions]));
            }

            dueMs = actor.NextDue(copy, dueMs);
        }

        return steps;
    }
}
