using EngageStream.Oracle.Input;
using EngageStream.Oracle.People;

namespace EngageStream.Oracle.Rules;

/// <summary>What a condition or a variable can look at.</summary>
internal sealed record Moment(Person Person, string Stage, InputEvent? Event, long NowMs);

/// <summary>What lets a person into a campaign (CA2).</summary>
internal abstract record Entry
{
    internal sealed record OnEvent(string Name) : Entry;

    internal sealed record OnStage(string To, params string[] From) : Entry;

    internal sealed record OnBand(int Band) : Entry;

    internal sealed record OnAbsence(string Name, long ForMs, string? After = null) : Entry;
}

/// <summary>A campaign.</summary>
internal sealed record Campaign(string Name, string Channel, Entry Entry, long CooldownMs)
{
    /// <summary>The template; by custom the name with underscores.</summary>
    public string Template => Name.Replace('-', '_');

    public Func<Moment, bool> Where { get; init; } = _ => true;

    /// <summary>Variables in their order; a value that is missing suppresses the message.</summary>
    public IReadOnlyList<(string Name, Func<Moment, string?> Value)> Variables { get; init; } = [];
}
