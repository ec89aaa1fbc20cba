using EngageStream.Fitting.Csv;
using EngageStream.Host.Mapping.Expressions;
using YamlDotNet.Core;

namespace EngageStream.Host.Mapping;

/// <summary>Rows for which the condition holds become no event.</summary>
/// <param name="When">The condition; its first fault counts as the row's.</param>
/// <param name="Reason">Under which they are counted.</param>
public sealed record SkipRule(RowCondition When, string Reason);

/// <summary>A property or trait.</summary>
/// <param name="Name">Its name in the event.</param>
/// <param name="Value">Its value from the rows of the group.</param>
public sealed record MappedProperty(string Name, PropertyValue Value);

/// <summary>A property with the same value in every event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">The value as JSON text.</param>
public sealed record ConstantProperty(string Name, string Json);

/// <summary>What kind of event a group becomes; the first rule whose condition holds for the group's first row is taken.</summary>
/// <param name="Name">Event name.</param>
/// <param name="When">Condition, or null for "always".</param>
/// <param name="Aggregates">What is gathered over the rows; properties refer to it by index.</param>
/// <param name="Properties">Properties from the rows.</param>
/// <param name="Traits">Traits of the person (<c>context.traits</c>), from the same aggregates.</param>
/// <param name="Constants">Constant properties.</param>
public sealed record EventRule(
    string Name,
    RowCondition? When,
    IReadOnlyList<Aggregate> Aggregates,
    IReadOnlyList<MappedProperty> Properties,
    IReadOnlyList<MappedProperty> Traits,
    IReadOnlyList<ConstantProperty> Constants);

/// <summary>A column that the map names, and where it is named first.</summary>
/// <param name="Name">Name in the file's header; the position in the list is its slot.</param>
/// <param name="At">Place in the map.</param>
public sealed record MappedColumn(string Name, Mark At);

/// <summary>How the rows of a CSV file become events. Immutable; read from YAML by <see cref="ImportMapReader"/>.</summary>
public sealed record ImportMap
{
    /// <summary>Name of the map's file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>How the CSV file is written down.</summary>
    public required CsvDialect Csv { get; init; }

    /// <summary>All columns that are used, by slot.</summary>
    public required IReadOnlyList<MappedColumn> Columns { get; init; }

    /// <summary>The time of a row.</summary>
    public required TimeColumn Time { get; init; }

    /// <summary>The person of a row.</summary>
    public required PersonColumn Person { get; init; }

    /// <summary>Slots of the columns whose equal values make rows one event; empty: each row is an event.</summary>
    public required IReadOnlyList<int> GroupBy { get; init; }

    /// <summary>Whether a row that repeats an earlier one in every field is left out. They are counted in any case.</summary>
    public required bool SkipDuplicateRows { get; init; }

    /// <summary>Rows to leave out, tried in order.</summary>
    public required IReadOnlyList<SkipRule> Skip { get; init; }

    /// <summary>Message id of the event.</summary>
    public required TextTemplate MessageId { get; init; }

    /// <summary>Kinds of event, tried in order.</summary>
    public required IReadOnlyList<EventRule> Events { get; init; }

    /// <summary>Distance of clock marks in milliseconds.</summary>
    public required long ClockEveryMs { get; init; }

    /// <summary>How long after the last event the end mark lies, in milliseconds: the silence that is still played out.</summary>
    public required long RunOnMs { get; init; }
}
