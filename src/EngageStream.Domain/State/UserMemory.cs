using EngageStream.Domain.Windows;

namespace EngageStream.Domain.State;

/// <summary>Memory for the lists of many users' states. Not thread-safe: it belongs to whoever has the states.</summary>
public sealed class UserMemory
{
    /// <summary>Window buckets.</summary>
    public SlabAllocator<Cell> Cells { get; } = new();

    /// <summary>Ids of recent messages.</summary>
    public SlabAllocator<ulong> Recent { get; } = new();

    /// <summary>Totals of events.</summary>
    public SlabAllocator<EventTotal> Totals { get; } = new();

    /// <summary>What campaigns remember.</summary>
    public SlabAllocator<CampaignMemory> Campaigns { get; } = new();

    /// <summary>Traits.</summary>
    public SlabAllocator<TraitValue> Traits { get; } = new();

    /// <summary>Bytes taken from the collector's heap.</summary>
    public long ReservedBytes =>
        Cells.ReservedBytes + Recent.ReservedBytes + Totals.ReservedBytes + Campaigns.ReservedBytes + Traits.ReservedBytes;

    /// <summary>Bytes of them that lists have.</summary>
    public long UsedBytes => Cells.UsedBytes + Recent.UsedBytes + Totals.UsedBytes + Campaigns.UsedBytes + Traits.UsedBytes;
}
