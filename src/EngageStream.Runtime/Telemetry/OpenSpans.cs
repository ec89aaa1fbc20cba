using System.Diagnostics;

namespace EngageStream.Runtime.Telemetry;

/// <summary>
/// Spans of a transaction whose outcome is not known yet: they end in time with their step, but are handed to exporters only
/// when the transaction has ended, and say how. Not thread-safe: one per stream thread.
/// </summary>
internal sealed class OpenSpans
{
    /// <summary>Most spans kept; those beyond are handed on without an outcome, so that memory stays bounded.</summary>
    public const int Most = 8_192;

    private readonly List<Activity> _spans = [];

    /// <summary>Takes a span whose work is done.</summary>
    /// <param name="span">The span.</param>
    /// <param name="elapsed">How long the work took.</param>
    public void Add(Activity span, TimeSpan elapsed)
    {
        span.SetEndTime(span.StartTimeUtc + elapsed);
        if (_spans.Count == Most)
        {
            span.Stop();
            return;
        }

        _spans.Add(span);
    }

    /// <summary>The transaction was committed.</summary>
    public void Committed() => End("committed", failed: false);

    /// <summary>The transaction was aborted, or its outcome is not known: the work is done again, in other spans.</summary>
    public void Aborted() => End("aborted", failed: true);

    private void End(string outcome, bool failed)
    {
        foreach (Activity span in _spans)
        {
            span.SetTag(SpanTags.Transaction, outcome);
            if (span.Kind != ActivityKind.Producer)
            {
                span.AddEvent(new ActivityEvent(outcome));
            }

            if (failed)
            {
                span.SetStatus(ActivityStatusCode.Error, "the transaction was aborted");
            }

            span.Stop();
        }

        _spans.Clear();
    }
}
