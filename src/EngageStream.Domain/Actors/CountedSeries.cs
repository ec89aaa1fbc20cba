using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Actors;

/// <summary>A series of buckets that an event of some name adds to.</summary>
/// <param name="Index">Number of the series, see <see cref="Cell.Series"/>.</param>
/// <param name="Grain">Size of its buckets.</param>
/// <param name="PropertySlot">Slot of the property to sum, or -1 to count.</param>
internal readonly record struct CountedSeries(uint Index, BucketGrain Grain, int PropertySlot)
{
    /// <summary>All that an event, or <see cref="EventSchema.Unlisted"/>, adds to.</summary>
    public static IEnumerable<CountedSeries> Of(EngagementModel model, int eventIndex)
    {
        foreach (int metric in model.MetricsOf(eventIndex).ToArray())
        {
            foreach (BucketGrain grain in model.Metrics[metric].Grains)
            {
                yield return new CountedSeries(((uint)metric * BucketGrains.Count) + (uint)grain, grain, model.Metrics[metric].PropertySlot);
            }
        }
    }

    /// <summary>What an event adds; 0 where the property is missing.</summary>
    public double ValueOf(InputEvent e)
    {
        if (PropertySlot < 0)
        {
            return 1;
        }

        PropertyValue property = e.Properties[PropertySlot];
        return property.Kind == PropertyKind.Number ? property.Number : 0;
    }
}
