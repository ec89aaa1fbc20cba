namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>A move from one stage to another. The cause is the event's name, <c>(unnamed)</c>, or <c>silence</c>.</summary>
internal sealed record PlainTransition(string User, string? From, string To, DateTimeOffset At, string Cause, bool Resurrected)
{
    public const string Silence = "silence";
    public const string Unnamed = "(unnamed)";

    public override string ToString() =>
        $"{User} {From ?? "(new)"} → {To} at {At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z by {Cause}{(Resurrected ? ", resurrected" : "")}";
}

/// <summary>A campaign's decision about one entry: <c>sent</c>, or the reason why not.</summary>
internal sealed record PlainDecision(string User, string Campaign, DateTimeOffset At, string Outcome)
{
    public const string Sent = "sent";
    public const string Cooldown = "cooldown";
    public const string MissingVariable = "missing variable";

    public override string ToString() => $"{User} {Campaign} at {At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z: {Outcome}";
}

/// <summary>A user at the end of the history.</summary>
internal sealed record PlainProfile(string User, string Stage, int Band);

/// <summary>Everything that a history leads to.</summary>
internal sealed record PlainOutcome(List<PlainTransition> Transitions, List<PlainDecision> Decisions, List<PlainProfile> Profiles);
