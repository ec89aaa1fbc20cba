using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Model;

/// <summary>Something counted or summed in windows. State names it by content, so that playbooks can change around it.</summary>
public sealed record Metric
{
    /// <summary><see cref="EventIndex"/> of a metric that counts every activity.</summary>
    public const int AnyActivity = -2;

    /// <summary>Index of the event that feeds it, or <see cref="AnyActivity"/>.</summary>
    public required int EventIndex { get; init; }

    /// <summary>Slot of the property to sum, or -1 to count.</summary>
    public int PropertySlot { get; init; } = -1;

    /// <summary>Name by content, such as <c>count(Order Completed)</c> or <c>sum(Order Completed, revenue)</c>; unique in a model.</summary>
    public required string Name { get; init; }

    /// <summary>Grains that some window of the metric needs; only these are kept.</summary>
    public required IReadOnlyList<BucketGrain> Grains { get; init; }
}
