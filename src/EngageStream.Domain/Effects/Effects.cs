using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Model;

namespace EngageStream.Domain.Effects;

/// <summary>What made a step happen.</summary>
public enum CauseKind : byte
{
    /// <summary>An event of the user.</summary>
    Event,

    /// <summary>Nothing but time passing.</summary>
    Silence,
}

/// <summary>What made a step happen, by name.</summary>
/// <param name="Kind">An event or silence.</param>
/// <param name="EventName">Name of the event, where it is one.</param>
public readonly record struct Cause(CauseKind Kind, string? EventName);

/// <summary>A user went from one stage to another.</summary>
/// <param name="From">Stage index, -1 for a user seen first.</param>
/// <param name="To">Stage index.</param>
/// <param name="SinceMs">When the user had entered <paramref name="From"/>.</param>
/// <param name="AtMs">When it happened: the shard clock or the timer's due time.</param>
/// <param name="Cause">Event or silence.</param>
/// <param name="Resurrected">Whether an activity brought the user back from a stage of the gone.</param>
/// <param name="Values">The values that made the new stage's condition true.</param>
public sealed record TransitionEffect(
    int From, int To, long SinceMs, long AtMs, Cause Cause, bool Resurrected, IReadOnlyList<ExplainedValue> Values);

/// <summary>What became of an entry into a campaign. The names are the reasons in decisions and metrics.</summary>
public enum DecisionOutcome : byte
{
    Sent,
    SuppressedCooldown,
    SuppressedStale,
    SuppressedMissingVariable,
}

/// <summary>A campaign's decision about one entry; a message goes out if <see cref="Outcome"/> is <see cref="DecisionOutcome.Sent"/>.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Id">Deterministic id, hexadecimal: the same input gives the same id, in a replay too.</param>
/// <param name="AtMs">When the entry happened.</param>
/// <param name="Outcome">Sent, or why not.</param>
/// <param name="Detail">Missing variable, or remaining cooldown; else <see langword="null"/>.</param>
/// <param name="Cause">Event or silence.</param>
/// <param name="Stage">Stage index at the time.</param>
/// <param name="Risk">Churn risk, 0 to 1.</param>
/// <param name="Band">Band of the risk.</param>
/// <param name="Variables">Names and values for the template; empty unless sent.</param>
/// <param name="Values">The values that made the rule true.</param>
public sealed record DecisionEffect(
    Campaign Campaign,
    string Id,
    long AtMs,
    DecisionOutcome Outcome,
    string? Detail,
    Cause Cause,
    int Stage,
    double Risk,
    RiskBand Band,
    IReadOnlyList<KeyValuePair<string, string>> Variables,
    IReadOnlyList<ExplainedValue> Values);
