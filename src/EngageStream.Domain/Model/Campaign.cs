using EngageStream.Domain.Conditions;

namespace EngageStream.Domain.Model;

/// <summary>A rule that sends one message.</summary>
public sealed record Campaign
{
    /// <summary>Unique in the playbook; state and triggers name campaigns so.</summary>
    public required string Name { get; init; }

    /// <summary>What lets a user enter.</summary>
    public required CampaignEntry Entry { get; init; }

    /// <summary>The entry as the playbook states it, for explanations.</summary>
    public required string Rule { get; init; }

    /// <summary>Must hold at entry; <see langword="null"/> where the playbook has no <c>where</c>.</summary>
    public Condition? Where { get; init; }

    /// <summary>Channel name: the trigger goes to <c>engage.triggers.&lt;channel&gt;</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Template that the notifier fills.</summary>
    public required string Template { get; init; }

    /// <summary>Values for the template, computed at the send.</summary>
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>After a send, further entries within this time are suppressed; milliseconds, 0 for none.</summary>
    public long CooldownMs { get; init; }
}

/// <summary>A named value for a template. Where the value is missing and has no fallback, the message is suppressed.</summary>
/// <param name="Name">Name in the template.</param>
/// <param name="Value">How it is computed.</param>
/// <param name="Fallback">Used when the value is missing; may be <see langword="null"/>.</param>
public sealed record Variable(string Name, ValueExpression Value, string? Fallback);
