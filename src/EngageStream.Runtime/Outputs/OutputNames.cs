using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Foresight;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Reads;

namespace EngageStream.Runtime.Outputs;

/// <summary>How enumerations and indexes are spelt in outputs and metrics: snake case, never renumbered or renamed.</summary>
internal static class OutputNames
{
    public static string Of(RiskBand band) => band switch
    {
        RiskBand.Low => "low",
        RiskBand.Medium => "medium",
        _ => "high",
    };

    public static string Of(CauseKind kind) => kind == CauseKind.Event ? "event" : "silence";

    public static string Of(PendingTimerKind kind) => kind switch
    {
        PendingTimerKind.Stage => "stage",
        PendingTimerKind.RiskBand => "risk_band",
        _ => "absence",
    };

    public static string Of(UserReadOutcome outcome) => outcome switch
    {
        UserReadOutcome.Found => "found",
        UserReadOutcome.Unknown => "unknown",
        UserReadOutcome.Elsewhere => "elsewhere",
        UserReadOutcome.Busy => "busy",
        _ => "restoring",
    };

    public static string Of(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Sent => "sent",
        DecisionOutcome.SuppressedCooldown => "suppressed_cooldown",
        DecisionOutcome.SuppressedStale => "suppressed_stale",
        DecisionOutcome.SuppressedMissingVariable => "suppressed_missing_variable",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a name"),
    };

    public static string Of(InputKind kind) => kind switch
    {
        InputKind.Track => "track",
        InputKind.Identify => "identify",
        InputKind.Page => "page",
        InputKind.Screen => "screen",
        InputKind.Group => "group",
        InputKind.Alias => "alias",
        InputKind.Clock => "clock",
        InputKind.Unparsable => "unparsable",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a name"),
    };

    public static string Of(RecordOutcome outcome) => outcome switch
    {
        RecordOutcome.Processed => "processed",
        RecordOutcome.Late => "late",
        RecordOutcome.Future => "future",
        RecordOutcome.Duplicate => "duplicate",
        RecordOutcome.DeadLetter => "dead_letter",
        RecordOutcome.Forwarded => "forwarded",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a name"),
    };

    public static string Of(AbortReason reason) => reason switch
    {
        AbortReason.Rebalance => "rebalance",
        AbortReason.Lost => "lost",
        AbortReason.Unreachable => "unreachable",
        AbortReason.Delivery => "delivery",
        _ => "other",
    };

    /// <summary>Why nothing was sent: an outcome's name without its <c>suppressed_</c>.</summary>
    public static string ReasonOf(DecisionOutcome outcome)
    {
        const string Suppressed = "suppressed_";
        string name = Of(outcome);
        return name.StartsWith(Suppressed, StringComparison.Ordinal) ? name[Suppressed.Length..] : name;
    }

    /// <summary>Name of a stage; <see langword="null"/> for a person without one.</summary>
    public static string? OfStage(EngagementModel model, int stage) => stage < 0 ? null : model.Stages[stage].Name;
}
