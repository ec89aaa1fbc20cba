namespace EngageStream.Domain.Events;

/// <summary>
/// What the parser has to find in an event: the names that the playbook uses, each with its index. Immutable.
/// </summary>
/// <param name="eventNames">Event names that some condition, metric or campaign uses; the position is the event's index.</param>
/// <param name="properties">Paths below <c>properties</c>, dotted for nested objects; the position is the property's slot.</param>
/// <param name="traits">Paths below <c>traits</c> (of identify and group, and <c>context.traits</c>); the position is the trait's slot.</param>
public sealed class EventSchema(IReadOnlyList<string> eventNames, IReadOnlyList<string> properties, IReadOnlyList<string> traits)
{
    /// <summary>Index of an event that the playbook does not name.</summary>
    public const int Unlisted = -1;

    /// <summary>A schema that names nothing.</summary>
    public static EventSchema Empty { get; } = new([], [], []);

    /// <summary>Tracked event names by index. Page and screen calls are named <c>Page Viewed</c> and <c>Screen Viewed</c>.</summary>
    public IReadOnlyList<string> EventNames { get; } = eventNames;

    /// <summary>Property paths by slot.</summary>
    public IReadOnlyList<string> Properties { get; } = properties;

    /// <summary>Trait paths by slot.</summary>
    public IReadOnlyList<string> Traits { get; } = traits;
}
