using EngageStream.Domain.Churn;
using EngageStream.Domain.Events;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Model;

/// <summary>A compiled playbook: all that an actor needs to act. Immutable; shared by every shard.</summary>
public sealed class EngagementModel
{
    /// <summary>Index of the metric that counts every activity by local day; every model has it.</summary>
    public const int ActivityMetric = 0;

    private int[][]? _metricsByEvent;

    /// <summary>Name of the playbook.</summary>
    public required string Name { get; init; }

    /// <summary>Hash of the playbook's content, in hexadecimal; travels with every output.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Local days of the application's zone.</summary>
    public LocalCalendar Calendar { get; init; } = LocalCalendar.Utc;

    /// <summary>What the parser finds in events.</summary>
    public required EventSchema Schema { get; init; }

    /// <summary>Events by index, in the order of <see cref="EventSchema.EventNames"/>.</summary>
    public required IReadOnlyList<TrackedEvent> Events { get; init; }

    /// <summary>Metrics by index; the first is <see cref="ActivityMetric"/>.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>Stages in the order in which they are tried; at least one, at most 32.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Campaigns by index.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];

    /// <summary>Churn model with its parameters and bands.</summary>
    public ChurnModel Churn { get; init; } = new(ChurnParameters.Shipped, RiskBands.Default);

    /// <summary>A session ends after this long without activity; milliseconds, default 30 min.</summary>
    public long SessionGapMs { get; init; } = 30 * Durations.Minute;

    /// <summary>Treatment of odd event times.</summary>
    public EventTimePolicy TimePolicy { get; init; } = EventTimePolicy.Default;

    /// <summary>A trigger that is due for longer than this when it comes to be sent live is suppressed as stale; milliseconds, default 1 h.</summary>
    public long MaxLatenessMs { get; init; } = Durations.Hour;

    /// <summary>Whether events that the playbook does not name are activity. Default true.</summary>
    public bool UnlistedEventsAreActivity { get; init; } = true;

    /// <summary>Metric indexes that an event feeds; <see cref="EventSchema.Unlisted"/> gives those of any activity.</summary>
    public ReadOnlySpan<int> MetricsOf(int eventIndex) => (_metricsByEvent ??= IndexMetrics())[eventIndex + 1];

    /// <summary>Whether an event is an activity.</summary>
    public bool IsActivity(int eventIndex) => eventIndex < 0 ? UnlistedEventsAreActivity : Events[eventIndex].Activity;

    private int[][] IndexMetrics()
    {
        var byEvent = new int[Events.Count + 1][];
        for (int e = -1; e < Events.Count; e++)
        {
            byEvent[e + 1] = Enumerable.Range(0, Metrics.Count)
                .Where(m => Metrics[m].EventIndex == e || (Metrics[m].EventIndex == Metric.AnyActivity && IsActivity(e)))
                .ToArray();
        }

        return byEvent;
    }
}
