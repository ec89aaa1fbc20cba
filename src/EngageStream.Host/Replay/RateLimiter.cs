namespace EngageStream.Host.Replay;

/// <summary>Holds a stream back to a number of events per second.</summary>
/// <param name="perSecond">Events per second; infinite for "as fast as possible".</param>
/// <param name="time">The real time.</param>
public sealed class RateLimiter(double perSecond, TimeProvider time)
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(5);
    private long _startStamp = -1;
    private long _given;

    /// <summary>Waits until the next event may go.</summary>
    public ValueTask WaitForNext(CancellationToken cancellation)
    {
        if (double.IsPositiveInfinity(perSecond))
        {
            return ValueTask.CompletedTask;
        }

        if (_startStamp < 0)
        {
            _startStamp = time.GetTimestamp();
        }

        TimeSpan wait = TimeSpan.FromSeconds(_given++ / perSecond) - time.GetElapsedTime(_startStamp);
        return wait < LeastWait ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time, cancellation));
    }
}
