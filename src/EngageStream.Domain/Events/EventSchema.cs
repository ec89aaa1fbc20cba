namespace EngageStream.Domain.Events;

/// <summary>
/// What the parser has to find in an event: the names that the playbook uses, each with its index. Immutable.
/// Names and paths must be distinct: <see cref="ArgumentException"/> where one is given twice.
/// </summary>
/// <param name="eventNames">Event names that some condition, metric or campaign uses; the position is the event's index.</param>
/// <param name="properties">Paths below <c>properties</c>, dotted for nested objects; the position is the property's slot.</param>
/// <param name="traits">Paths below <c>traits</c> (of identify and group, and <c>context.traits</c>); the position is the trait's slot.</param>
public sealed class EventSchema(IReadOnlyList<string> eventNames, IReadOnlyList<string> properties, IReadOnlyList<string> traits)
{
    /// <summary>Index of an event that the playbook does not name.</summary>
    public const int Unlisted = -1;

    /// <summary>What a page call is called among events.</summary>
    public const string PageViewed = "Page Viewed";

    /// <summary>What a screen call is called among events.</summary>
    public const string ScreenViewed = "Screen Viewed";

    /// <summary>A schema that names nothing.</summary>
    public static EventSchema Empty { get; } = new([], [], []);

    /// <summary>Tracked event names by index. Page and screen calls are named <c>Page Viewed</c> and <c>Screen Viewed</c>.</summary>
    public IReadOnlyList<string> EventNames { get; } = eventNames;

    /// <summary>Property paths by slot.</summary>
    public IReadOnlyList<string> Properties { get; } = properties;

    /// <summary>Trait paths by slot.</summary>
    public IReadOnlyList<string> Traits { get; } = traits;

    /// <summary>Event names to indices.</summary>
    internal NameTable EventTable { get; } = new(eventNames);

    /// <summary>Property paths to slots.</summary>
    internal PathNode PropertyTree { get; } = new(properties);

    /// <summary>Trait paths to slots.</summary>
    internal PathNode TraitTree { get; } = new(traits);

    /// <summary>Index of <see cref="PageViewed"/>.</summary>
    internal int PageIndex { get; } = IndexIn(eventNames, PageViewed);

    /// <summary>Index of <see cref="ScreenViewed"/>.</summary>
    internal int ScreenIndex { get; } = IndexIn(eventNames, ScreenViewed);

    private static int IndexIn(IReadOnlyList<string> names, string name)
    {
        for (int index = 0; index < names.Count; index++)
        {
            if (names[index] == name)
            {
                return index;
            }
        }

        return Unlisted;
    }
}
