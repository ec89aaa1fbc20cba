namespace EngageStream.Oracle.Records;

/// <summary>Names of the topics, by the setting <c>topics.prefix</c>.</summary>
public sealed record TopicNames(string Prefix = "engage.")
{
    public string Events => Prefix + "events";

    public string Transitions => Prefix + "transitions";

    public string Decisions => Prefix + "decisions";

    public string Profiles => Prefix + "profiles";

    public string DeadLetters => Prefix + "dead-letter";

    public IReadOnlyList<string> TriggerTopics => [Triggers("push"), Triggers("sms"), Triggers("email")];

    /// <summary>What the engine writes for others.</summary>
    public IReadOnlyList<string> Outputs => [Transitions, Decisions, Profiles, DeadLetters, .. TriggerTopics];

    public string Triggers(string channel) => $"{Prefix}triggers.{channel}";
}
