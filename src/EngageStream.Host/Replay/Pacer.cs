namespace EngageStream.Host.Replay;

/// <summary>Holds a replay back to a multiple of real time.</summary>
/// <param name="factor">Seconds of event time per second of real time; infinite for "as fast as possible".</param>
/// <param name="time">The real time.</param>
public sealed class Pacer(double factor, TimeProvider time)
{
    // Shorter waits cost more than they order: timers of the operating system are no finer.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(5);
    private long _startStamp;
    private long _startMs = -1;

    /// <summary>Waits until an instant of event time is due; completes at once when it already is.</summary>
    public ValueTask WaitFor(long eventMs, CancellationToken cancellation)
    {
        if (double.IsPositiveInfinity(factor))
        {
            return ValueTask.CompletedTask;
        }

        if (_startMs < 0)
        {
            (_startMs, _startStamp) = (eventMs, time.GetTimestamp());
        }

        TimeSpan wait = TimeSpan.FromMilliseconds((eventMs - _startMs) / factor) - time.GetElapsedTime(_startStamp);
        return wait < LeastWait ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time, cancellation));
    }
}
