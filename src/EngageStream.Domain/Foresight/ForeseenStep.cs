using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;

namespace EngageStream.Domain.Foresight;

/// <summary>Something that silence alone will do to a user.</summary>
/// <param name="AtMs">When: the timer's due instant.</param>
/// <param name="BandBefore">Band of the churn risk before.</param>
/// <param name="Band">Band of the churn risk from then on.</param>
/// <param name="Transitions">Stage transitions.</param>
/// <param name="Decisions">What campaigns will decide.</param>
public sealed record ForeseenStep(
    long AtMs, RiskBand BandBefore, RiskBand Band, IReadOnlyList<TransitionEffect> Transitions, IReadOnlyList<DecisionEffect> Decisions);
