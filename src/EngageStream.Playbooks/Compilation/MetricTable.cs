using EngageStream.Domain.Model;
using EngageStream.Domain.Windows;

namespace EngageStream.Playbooks.Compilation;

/// <summary>
/// Collects what has to be counted: each content once, with the grains of the windows in which it is asked for. Index 0 is
/// always the activity, by local days at least.
/// </summary>
internal sealed class MetricTable
{
    public const int Activity = 0;
    public const string ActivityName = "activity";

    private readonly List<(string Name, int Event, int Slot, SortedSet<BucketGrain> Grains)> _metrics =
        [($"count({ActivityName})", Metric.AnyActivity, -1, [BucketGrain.LocalDay])];

    public int CountOf(DeclaredEvent @event, WindowSpan span) => Of($"count({@event.Name})", @event.Index, -1, span);

    public int SumOf(DeclaredEvent @event, string property, int slot, WindowSpan span) =>
        Of($"sum({@event.Name}, {property})", @event.Index, slot, span);

    public int ActivityIn(WindowSpan span)
    {
        _metrics[Activity].Grains.Add(span.Grain());
        return Activity;
    }

    public IReadOnlyList<Metric> Build() =>
    [
        .. _metrics.Select(m => new Metric { Name = m.Name, EventIndex = m.Event, PropertySlot = m.Slot, Grains = [.. m.Grains] }),
    ];

    private int Of(string name, int eventIndex, int slot, WindowSpan span)
    {
        int index = _metrics.FindIndex(m => m.Name == name);
        if (index < 0)
        {
            _metrics.Add((name, eventIndex, slot, []));
            index = _metrics.Count - 1;
        }

        _metrics[index].Grains.Add(span.Grain());
        return index;
    }
}
