namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>What a condition can look at.</summary>
internal sealed record Moment(PlainPerson Person, string Stage, PlainEvent? Event, DateTimeOffset Now);

/// <summary>What lets a user into a campaign.</summary>
internal abstract record PlainEntry
{
    internal sealed record OnEvent(string Name) : PlainEntry;

    internal sealed record OnStage(string To, params string[] From) : PlainEntry;

    internal sealed record OnBand(int Band) : PlainEntry;

    internal sealed record OnAbsence(string Name, TimeSpan For, string? After) : PlainEntry;
}

/// <summary>One campaign of a playbook, in plain code.</summary>
internal sealed record PlainCampaign(string Name, string Channel, string Template, PlainEntry Entry, TimeSpan Cooldown)
{
    public Func<Moment, bool> Where { get; init; } = _ => true;

    /// <summary>Whether a variable that has no fallback lacks its value.</summary>
    public Func<Moment, bool> LacksVariable { get; init; } = _ => false;
}
