using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Foresight;
using EngageStream.Domain.Model;
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

    /// <summary>Name of a stage; <see langword="null"/> for a person without one.</summary>
    public static string? OfStage(EngagementModel model, int stage) => stage < 0 ? null : model.Stages[stage].Name;
}
