namespace EngageStream.Domain.Foresight;

/// <summary>What a user's timer waits for.</summary>
public enum PendingTimerKind : byte
{
    /// <summary>A stage's condition may change its answer; it may turn out not to.</summary>
    Stage,

    /// <summary>The churn risk rises into the next band.</summary>
    RiskBand,

    /// <summary>An absence that a campaign awaits is complete.</summary>
    Absence,
}

/// <summary>One of the instants for which a user has a timer; the earliest is the one that is armed.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="AtMs">When.</param>
/// <param name="Campaign">Index of the campaign that awaits an absence; -1 for the others.</param>
public readonly record struct PendingTimer(PendingTimerKind Kind, long AtMs, int Campaign = -1);
