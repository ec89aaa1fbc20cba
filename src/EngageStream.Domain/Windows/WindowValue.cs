using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Windows;

/// <summary>One window of a metric, as conditions see it.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Span">The window.</param>
/// <param name="Total">Number of events, or the sum of their property.</param>
/// <param name="Days">Distinct local days with an event.</param>
/// <param name="NextExpiryMs">When the oldest bucket leaves the window; <see cref="Time.Durations.Never"/> where it is empty.</param>
public readonly record struct WindowValue(Metric Metric, WindowSpan Span, double Total, int Days, long NextExpiryMs)
{
    /// <summary>Every window of every metric of a playbook.</summary>
    public static IEnumerable<WindowValue> AllOf(EngagementModel model, UserState user, long nowMs)
    {
        for (int metric = 0; metric < model.Metrics.Count; metric++)
        {
            foreach (WindowSpan span in Enum.GetValues<WindowSpan>())
            {
                if (model.Metrics[metric].Grains.Contains(span.Grain()))
                {
                    yield return Of(model, user, metric, span, nowMs);
                }
            }
        }
    }

    private static WindowValue Of(EngagementModel model, UserState user, int metric, WindowSpan span, long nowMs) => new(
        model.Metrics[metric],
        span,
        WindowReader.Total(user.Cells, metric, span, nowMs, model.Calendar),
        WindowReader.Days(user.Cells, metric, span, nowMs, model.Calendar),
        WindowReader.NextExpiry(user.Cells, metric, span, nowMs, model.Calendar));
}
