namespace EngageStream.Domain.State;

/// <summary>Memory for the lists of many users' states. Not thread-safe: it belongs to whoever has the states.</summary>
public sealed class UserMemory
{
    /// <summary>All lists but traits.</summary>
    public SlabAllocator<ulong> Lists { get; } = new();

    /// <summary>Traits.</summary>
    public SlabAllocator<TraitValue> Traits { get; } = new();

    /// <summary>Bytes taken from the collector's heap.</summary>
    public long ReservedBytes => Lists.ReservedBytes + Traits.ReservedBytes;

    /// <summary>Bytes of them that lists have.</summary>
    public long UsedBytes => Lists.UsedBytes + Traits.UsedBytes;
}
