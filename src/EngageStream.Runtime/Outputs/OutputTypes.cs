namespace EngageStream.Runtime.Outputs;

/// <summary>CloudEvents types of what the engine publishes. A change that breaks readers takes a new version.</summary>
public static class OutputTypes
{
    /// <summary>A message to send: docs/schemas/trigger.v1.schema.json.</summary>
    public const string Trigger = "engagestream.trigger.v1";

    /// <summary>A change of stage: docs/schemas/transition.v1.schema.json.</summary>
    public const string Transition = "engagestream.transition.v1";

    /// <summary>A campaign's decision: docs/schemas/decision.v1.schema.json.</summary>
    public const string Decision = "engagestream.decision.v1";

    /// <summary>A person as of now: docs/schemas/profile.v1.schema.json.</summary>
    public const string Profile = "engagestream.profile.v1";

    /// <summary>What somebody did to the application: docs/schemas/audit.v1.schema.json.</summary>
    public const string Audit = "engagestream.audit.v1";
}
