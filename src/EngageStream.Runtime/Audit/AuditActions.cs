namespace EngageStream.Runtime.Audit;

/// <summary>Names of actions in the audit trail: what, then what became of it. Never renamed.</summary>
public static class AuditActions
{
    /// <summary>An engine started with a playbook, which is at work from then on.</summary>
    public const string PlaybookActivated = "playbook.activated";

    /// <summary>Dead letters were sent again.</summary>
    public const string DeadLettersReplayed = "dead_letters.replayed";

    /// <summary>The state was written to a savepoint.</summary>
    public const string StateExported = "state.exported";

    /// <summary>The state was written from a savepoint.</summary>
    public const string StateImported = "state.imported";

    /// <summary>Events and state were moved to more partitions.</summary>
    public const string Repartitioned = "state.repartitioned";
}
