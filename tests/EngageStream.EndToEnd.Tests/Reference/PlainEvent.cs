namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>One thing that a user did, as the independent computation sees it.</summary>
/// <param name="User">Who did it.</param>
/// <param name="Name">Name of the event; <see langword="null"/> for an identify, which has none.</param>
/// <param name="Time">When, to the millisecond.</param>
/// <param name="Properties">Numbers as <see cref="double"/>, texts as <see cref="string"/>.</param>
/// <param name="Traits">What the event says about the user; texts.</param>
internal sealed record PlainEvent(
    string User,
    string? Name,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, object> Properties,
    IReadOnlyDictionary<string, string> Traits)
{
    private static readonly Dictionary<string, object> NoProperties = [];
    private static readonly Dictionary<string, string> NoTraits = [];

    public PlainEvent(string user, string? name, DateTimeOffset time)
        : this(user, name, time, NoProperties, NoTraits)
    {
    }

    /// <summary>Money that goes back is no visit; everything else is activity.</summary>
    public bool IsActivity => Name != "Order Refunded";

    /// <summary>A number among the properties, if it is there.</summary>
    public double? Number(string property) => Properties.TryGetValue(property, out object? value) && value is double number ? number : null;
}
