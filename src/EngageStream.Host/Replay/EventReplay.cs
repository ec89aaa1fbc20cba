using EngageStream.Domain.Time;

namespace EngageStream.Host.Replay;

/// <summary>Gives a stream to a sink in event-time order, with clock marks, at a pace. Single use.</summary>
/// <param name="pacer">Pace in event time.</param>
/// <param name="limiter">Limit in events per second.</param>
/// <param name="markEveryMs">Distance of clock marks in milliseconds.</param>
public sealed class EventReplay(Pacer pacer, RateLimiter limiter, long markEveryMs)
{
    private readonly ClockMarks _marks = new(markEveryMs);
    private ReplayProgress _progress = new(0, 0, -1, -1, false);

    /// <summary>Runs the replay.</summary>
    /// <param name="stream">Events in the order of their times.</param>
    /// <param name="sink">Takes them.</param>
    /// <param name="endMs">Gives the time of the end mark, from the time of the last event.</param>
    /// <param name="progress">Told after every event and mark; must be cheap.</param>
    /// <param name="cancellation">Stops between two events; what was given so far is delivered first.</param>
    /// <returns>The totals.</returns>
    public async Task<ReplayProgress> RunAsync(
        IEventStream stream, IEventSink sink, Func<long, long> endMs, Action<ReplayProgress>? progress, CancellationToken cancellation)
    {
        var counting = new CountingSink(sink);
        try
        {
            while (stream.MoveNext())
            {
                // 1. Marks first, each at its own moment: a quiet night passes at the same pace as a busy day.
                await MarkUpToAsync(stream.TimeMs, counting, progress, cancellation).ConfigureAwait(false);
                // 2. The event, when it is due.
                await pacer.WaitFor(stream.TimeMs, cancellation).ConfigureAwait(false);
                await limiter.WaitForNext(cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                counting.Event(stream.Key, stream.Value, stream.TimeMs);
                Report(counting, stream.TimeMs, progress);
            }

            // 3. The silence after the last event, and the end.
            if (_progress.TimeMs >= 0)
            {
                long end = Math.Max(endMs(_progress.TimeMs), _progress.TimeMs);
                await MarkUpToAsync(end, counting, progress, cancellation).ConfigureAwait(false);
                await pacer.WaitFor(end, cancellation).ConfigureAwait(false);
                _marks.End(end, counting);
                Report(counting, end, progress);
            }
        }
        finally
        {
            sink.Complete(CancellationToken.None);
        }

        _progress = _progress with { Finished = true };
        progress?.Invoke(_progress);
        return _progress;
    }

    private async ValueTask MarkUpToAsync(long timeMs, CountingSink sink, Action<ReplayProgress>? progress, CancellationToken cancellation)
    {
        while (_marks.NextMs < timeMs && _marks.NextMs != Durations.Never)
        {
            long mark = _marks.NextMs;
            await pacer.WaitFor(mark, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            _marks.Before(mark, sink);
            Report(sink, mark, progress);
        }

        _marks.Before(timeMs, sink);
    }

    private void Report(CountingSink sink, long timeMs, Action<ReplayProgress>? progress)
    {
        _progress = new ReplayProgress(sink.Events, sink.Marks, _progress.FirstMs < 0 ? timeMs : _progress.FirstMs, timeMs, false);
        progress?.Invoke(_progress);
    }
}
