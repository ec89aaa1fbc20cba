namespace EngageStream.Playbooks.Compilation;

/// <summary>Where an expression stands: that decides which names it may use.</summary>
/// <param name="InStage">Whether it is the condition of a stage, which cannot rest on stage or band: they rest on it.</param>
/// <param name="Event">The event at hand, in campaigns that an event enters.</param>
internal sealed record Scope(bool InStage, DeclaredEvent? Event)
{
    public static Scope Stage { get; } = new(true, null);
}
