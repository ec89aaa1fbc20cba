namespace EngageStream.Domain.Events.Shapes;

/// <summary>Where a value of an event goes.</summary>
/// <param name="Kind">What takes it.</param>
/// <param name="Index">The <see cref="EventField"/>, or the slot.</param>
internal readonly record struct ValuePlace(PlaceKind Kind, ushort Index)
{
    /// <summary>Whether a slot takes it.</summary>
    public bool IsSlot => Kind > PlaceKind.Field;
}

/// <summary>What takes a value.</summary>
internal enum PlaceKind : byte
{
    /// <summary>Nothing.</summary>
    Nowhere,
    Field,
    Property,
    Trait,
    ContextTrait,
}
