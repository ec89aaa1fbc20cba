namespace EngageStream.Domain.State;

/// <summary>Memory for the lists of many users' states. Not thread-safe: it belongs to whoever has the states.</summary>
/// <param name="isNative">Whether lists other than traits, which refer to texts, lie in memory of the operating system.</param>
public sealed class UserMemory(bool isNative = false)
{
    /// <summary>All lists but traits.</summary>
    public SlabAllocator<ulong> Lists { get; } = new(isNative);

    /// <summary>Traits.</summary>
    public SlabAllocator<TraitValue> Traits { get; } = new();

    /// <summary>Bytes taken.</summary>
    public long ReservedBytes => Lists.ReservedBytes + Traits.ReservedBytes;

    /// <summary>Bytes of them that lists have.</summary>
    public long UsedBytes => Lists.UsedBytes + Traits.UsedBytes;

    /// <summary>Gives up what nobody uses, as far as it lies apart from what is used.</summary>
    public void TrimExcess()
    {
        Lists.TrimExcess();
        Traits.TrimExcess();
    }
}
