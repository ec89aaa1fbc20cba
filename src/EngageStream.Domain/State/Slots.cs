using EngageStream.Domain.Events;

namespace EngageStream.Domain.State;

/// <summary>Something that belongs to an index of the model.</summary>
public interface ISlot
{
    /// <summary>The index.</summary>
    int Index { get; }
}

/// <summary>Looks for values of an index.</summary>
internal static class Slots
{
    /// <summary>Where the value of an index is among values ordered by index, or the complement of where it would be.</summary>
    public static int Find<T>(ReadOnlySpan<T> items, int index)
        where T : struct, ISlot
    {
        for (int i = 0; i < items.Length; i++)
        {
            int at = items[i].Index;
            if (at >= index)
            {
                return at == index ? i : ~i;
            }
        }

        return ~items.Length;
    }
}

/// <summary>How often and when last a tracked event happened.</summary>
public record struct EventTotal(int Index, long Count, long LastMs) : ISlot;

/// <summary>What a campaign remembers of a user.</summary>
/// <param name="Index">Campaign index.</param>
/// <param name="LastSentMs">When it last sent; 0 for never.</param>
/// <param name="DueMs">When an awaited absence is complete; 0 where none is awaited.</param>
/// <param name="EntryHash">Message that started the absence.</param>
public record struct CampaignMemory(int Index, long LastSentMs, long DueMs, ulong EntryHash) : ISlot;

/// <summary>A trait as last set. <paramref name="Text"/> is never changed in place, so copies may share it.</summary>
public record struct TraitValue(int Index, PropertyKind Kind, double Number, byte[]? Text) : ISlot;
