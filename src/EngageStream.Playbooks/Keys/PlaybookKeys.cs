using EngageStream.Domain.Time;

namespace EngageStream.Playbooks.Keys;

/// <summary>Every key that a playbook can have.</summary>
internal static class PlaybookKeys
{
    public const int MostStages = 32;

    private static readonly TextShape Name = new(
        "a name of a-z, 0-9, - and _ that begins with a letter", "[a-z][a-z0-9_-]*", MaxLength: 64);
    private static readonly TextShape EventName = new("an event name", MaxLength: 200);
    private static readonly TextShape Path = new(
        "a path such as email or address.city", @"[A-Za-z_$][A-Za-z0-9_$-]*(\.[A-Za-z_$][A-Za-z0-9_$-]*)*");
    private static readonly TextShape FieldType = new("number or text", OneOf: ["number", "text"]);
    private static readonly ExpressionShape Condition = new("a condition such as count('Order Completed', 90d) >= 2");
    private static readonly NumberShape Positive = new("a number above 0", 0, double.PositiveInfinity);
    private static readonly NumberShape Share = new("a number between 0 and 1", 0, 1);

    public static KeyTable Event { get; } = new(
        "an event",
        new Key(
            "activity",
            new FlagShape(),
            "Whether the event makes an active day, ends a silence and belongs to a session.",
            Default: "true"),
        new Key(
            "properties",
            new NamesShape(Path, FieldType),
            "Properties that conditions and variables may use, dotted below nested objects, each with its type."));

    public static KeyTable Sessions { get; } = new(
        "sessions",
        new Key(
            "gap", new DurationShape(Durations.Minute, Durations.Day), "A session ends after this long without activity.", Default: "30m"));

    public static KeyTable Bands { get; } = new(
        "risk bands",
        new Key("medium", Share, "Lowest risk of the medium band; below that of the high one.", Default: "0.4"),
        new Key("high", Share, "Lowest risk of the high band.", Default: "0.7"));

    public static KeyTable Churn { get; } = new(
        "the churn model",
        new Key(
            "r",
            Positive,
            "Shape of the distribution of activity rates, as found by `engagestream churn fit`; r, alpha, a and b together, or none.",
            Default: "as shipped"),
        new Key("alpha", Positive, "Rate of that distribution, in days.", Default: "as shipped"),
        new Key("a", Positive, "First shape of the distribution of drop-out.", Default: "as shipped"),
        new Key("b", Positive, "Second shape of the distribution of drop-out.", Default: "as shipped"),
        new Key("bands", new TableShape(Bands), "Where the bands of risk begin."));

    public static KeyTable Stage { get; } = new(
        "a stage",
        new Key("name", Name, "Name of the stage.", Required: true),
        new Key("when", Condition, "Who is in it, unless an earlier stage holds. The last stage has none: it takes everyone else."),
        new Key("away", new FlagShape(), "Whether people in it are gone, so that a return is a resurrection.", Default: "false"));

    public static KeyTable OnStage { get; } = new(
        "an entry by stage",
        new Key("stage", Name, "Enters who comes into this stage.", Required: true),
        new Key("from", new ListShape(Name, Least: 1, OrSingle: true), "Only from these stages.", Default: "any stage"));

    public static KeyTable OnEvent { get; } = new(
        "an entry by event",
        new Key("event", EventName, "Enters who does this event.", Required: true));

    public static KeyTable OnRisk { get; } = new(
        "an entry by risk",
        new Key(
            "risk",
            new TextShape("medium or high", OneOf: ["medium", "high"]),
            "Enters whose churn risk rises into this band.",
            Required: true));

    public static KeyTable OnAbsence { get; } = new(
        "an entry by absence",
        new Key("absent", EventName, "Enters who does not do this event, for a time, after an event.", Required: true),
        new Key("for", new DurationShape(Durations.Minute, 365 * Durations.Day), "How long it is not done.", Required: true),
        new Key("after", EventName, "The event after which the time begins.", Default: "the absent event, done last"));

    public static ChoiceShape Entry { get; } = new([OnStage, OnEvent, OnRisk, OnAbsence]);

    public static KeyTable Send { get; } = new(
        "a send",
        new Key("channel", Name, "Channel: the trigger goes to the topic `engage.triggers.<channel>`.", Required: true),
        new Key(
            "template",
            new TextShape("the name of a template", @"[A-Za-z0-9][A-Za-z0-9_./-]*"),
            "Template that the notifier fills.",
            Required: true),
        new Key(
            "variables",
            new NamesShape(
                new TextShape("a name of letters, digits and _", "[A-Za-z_][A-Za-z0-9_]*", MaxLength: 64),
                new ExpressionShape("a value such as trait.firstName ?? 'there'")),
            "Values for the template. A missing value without a fallback suppresses the message."));

    public static KeyTable Campaign { get; } = new(
        "a campaign",
        new Key("name", Name, "Name of the campaign.", Required: true),
        new Key("enter", Entry, "What lets a person enter.", Required: true),
        new Key("where", Condition, "Must hold at the entry, when the event at hand is counted already.", Default: "every entry"),
        new Key("send", new TableShape(Send), "What is sent.", Required: true),
        new Key(
            "cooldown",
            new DurationShape(0, 730 * Durations.Day),
            "After a send, further entries within this time are suppressed.",
            Default: "0s"));

    public static KeyTable Playbook { get; } = new(
        "a playbook",
        new Key("playbook", Name, "Name of the playbook.", Required: true),
        new Key(
            "zone",
            new TextShape("an IANA time zone such as Europe/London", @"[A-Za-z0-9_+/-]+"),
            "Time zone whose midnights divide the days.",
            Default: "UTC"),
        new Key(
            "events", new NamesShape(EventName, new TableShape(Event)), "Events that the playbook tracks; only these may be named below."),
        new Key("traits", new NamesShape(Path, FieldType), "Traits that conditions and variables may use, each with its type."),
        new Key(
            "unlisted_events",
            new TextShape("activity or ignored", OneOf: ["activity", "ignored"]),
            "What events are that are not declared.",
            Default: "activity"),
        new Key("sessions", new TableShape(Sessions), "What a session is."),
        new Key("churn", new TableShape(Churn), "Churn risk: the model's parameters, and its bands."),
        new Key(
            "max_lateness",
            new DurationShape(Durations.Second, 30 * Durations.Day),
            "A message due for longer than this is not sent any more.",
            Default: "1h"),
        new Key(
            "stages",
            new ListShape(new TableShape(Stage), Least: 1, Most: MostStages),
            "Lifecycle stages; a person is in the first that holds.",
            Required: true),
        new Key("campaigns", new ListShape(new TableShape(Campaign)), "Rules that send messages."));

    /// <summary>Sections that may be spread over the files of a folder.</summary>
    public static IReadOnlySet<string> Mergeable { get; } = new HashSet<string> { "events", "traits", "campaigns" };
}
